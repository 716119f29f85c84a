package org.nernst.memory;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;
import org.nernst.tensor.FlushedDenormals;
import org.nernst.tensor.Nernst;

/// The daemon threads that share the work of kernels, as many as [Nernst#threads()] says, the
/// caller's among them.
public final class KernelPool {
  private static final ExecutorService HELPERS =
      Executors.newCachedThreadPool(
          task -> {
            Thread thread = new Thread(task, "nernst-kernel");
            thread.setDaemon(true);
            return thread;
          });

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
    AtomicInteger next = new AtomicInteger();
    AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    CountDownLatch busy = new CountDownLatch(helpers);
    Runnable work =
        () -> {
          try (var _ = FlushedDenormals.open()) {
            for (int p = next.getAndIncrement(); p < count; p = next.getAndIncrement()) {
              part.accept(p);
            }
          }
        };
    for (int h = 0; h < helpers; h++) {
      HELPERS.execute(
          () -> {
            try {
              work.run();
            } catch (RuntimeException | Error e) {
              failure.compareAndSet(null, e);
              next.set(count);
            } finally {
              busy.countDown();
            }
          });
    }
    try {
      work.run();
    } finally {
      next.set(count);
      awaitAll(busy);
    }
    Throwable thrown = failure.get();
    if (thrown != null) {
      throw new IllegalStateException("a kernel failed", thrown);
    }
  }

  /// Memory of the caller is in use until the last helper is done, whatever interrupts the wait.
  private static void awaitAll(CountDownLatch busy) {
    boolean interrupted = false;
    while (true) {
      try {
        busy.await();
        break;
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
