package org.nernst.tensor;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/// The daemon threads that share the work of kernels, as many as [Nernst#threads()] says, the
/// caller's among them.
public final class KernelPool {
  private KernelPool() {}

  /// Runs independent parts, each once, on some thread, and returns when all are done.
  ///
  /// Numbers too small for their exponent are zero in all threads, where the processor can: states
  /// of silent neurons and gradients of distant ones fall off exponentially, end in such numbers,
  /// and make every operation on them many times slower.
  ///
  /// @param count number of parts
  /// @param parallel whether the work is worth waking other threads
  /// @param part neither calls this again nor uses [FlushedDenormals], which don't nest
  public static void run(int count, boolean parallel, IntConsumer part) {
    int helpers = parallel ? Math.min(Nernst.threads(), count) - 1 : 0;
    if (helpers <= 0) {
      try (var _ = FlushedDenormals.open()) {
        for (int p = 0; p < count; p++) {
          part.accept(p);
        }
      }
      return;
    }
    Shared work = new Shared(count, part);
    for (int h = 0; h < helpers; h++) {
      KernelThread.give(work);
    }
    try {
      work.runParts();
    } finally {
      work.close();
    }
    Throwable thrown = work.failure.get();
    if (thrown != null) {
      throw new IllegalStateException("a kernel failed", thrown);
    }
  }

  /// Parts that several threads take from, until the caller finds none left. A helper that comes
  /// later, because the system had no core for it, finds the work closed and is not waited for.
  private static final class Shared implements Runnable {
    private static final int CLOSED = 1 << 30;

    private final int count;
    private final IntConsumer part;
    private final Thread caller = Thread.currentThread();
    private final AtomicInteger next = new AtomicInteger();
    private final AtomicInteger inside = new AtomicInteger();
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

    Shared(int count, IntConsumer part) {
      this.count = count;
      this.part = part;
    }

    void runParts() {
      try (var _ = FlushedDenormals.open()) {
        for (int p = next.getAndIncrement(); p < count; p = next.getAndIncrement()) {
          part.accept(p);
        }
      }
    }

    @Override
    public void run() {
      if (!enters()) {
        return;
      }
      try {
        runParts();
      } catch (RuntimeException | Error e) {
        failure.compareAndSet(null, e);
        next.set(count);
      } finally {
        if (inside.decrementAndGet() == CLOSED) {
          LockSupport.unpark(caller);
        }
      }
    }

    private boolean enters() {
      while (true) {
        int now = inside.get();
        if (now >= CLOSED) {
          return false;
        }
        if (inside.compareAndSet(now, now + 1)) {
          return true;
        }
      }
    }

    /// Returns when no helper is at work any more: memory of the caller is in use until then,
    /// whatever interrupts the wait.
    void close() {
      next.set(count);
      inside.addAndGet(CLOSED);
      long start = System.nanoTime();
      while (inside.get() != CLOSED && System.nanoTime() - start < KernelThread.LOOKOUT_NANOS) {
        Thread.onSpinWait();
      }
      boolean interrupted = false;
      while (inside.get() != CLOSED) {
        LockSupport.park(this);
        interrupted |= Thread.interrupted();
      }
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
