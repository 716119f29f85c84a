package org.nernst.bench;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.nernst.tensor.Nernst;

/// A copy from memory to memory, each of [Nernst#threads()] threads a part of its own: the bound on
/// what reads an array and writes one of the same size.
public final class CopyWork implements Workload {
  private static final long PAGE = 4096;

  private final MemorySegment from;
  private final MemorySegment to;

  /// A copy of an array.
  ///
  /// @param bytes its size; twice that moves
  public CopyWork(long bytes) {
    from = Arena.ofAuto().allocate(bytes, PAGE);
    to = Arena.ofAuto().allocate(bytes, PAGE);
    from.fill((byte) 1);
    to.fill((byte) 2);
  }

  @Override
  public void run() {
    int threads = Nernst.threads();
    if (threads == 1) {
      to.copyFrom(from);
      return;
    }
    long part = Math.ceilDiv(from.byteSize(), threads);
    Thread[] others = new Thread[threads - 1];
    for (int i = 0; i < others.length; i++) {
      long start = (i + 1) * part;
      others[i] = Thread.ofPlatform().start(() -> copy(start, part));
    }
    copy(0, part);
    for (Thread other : others) {
      joined(other);
    }
  }

  private void copy(long start, long bytes) {
    long length = Math.min(bytes, from.byteSize() - start);
    MemorySegment.copy(from, start, to, start, length);
  }

  private static void joined(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while copying", e);
    }
  }
}
