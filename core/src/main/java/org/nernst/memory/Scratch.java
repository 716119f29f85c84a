package org.nernst.memory;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/// A thread's own memory for what a kernel call leaves to the next. It stays in the cache.
public final class Scratch {
  private static final int CACHE_LINE = 64;
  private static final ThreadLocal<Scratch> OWN = ThreadLocal.withInitial(Scratch::new);

  private MemorySegment memory = MemorySegment.NULL;

  private Scratch() {}

  /// {@return the address of at least so many bytes, the same at each call of the thread until it
  /// asks for more}
  public static long address(long bytes) {
    Scratch own = OWN.get();
    if (own.memory.byteSize() < bytes) {
      own.memory = Arena.ofAuto().allocate(bytes, CACHE_LINE);
    }
    return own.memory.address();
  }
}
