package org.nernst.engine.fused;

import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/// The daemon thread that warms kernels of vectors, which it takes in turns, and that has a call of
/// each watched now and then.
final class WarmupThread {
  private static final long WATCH_MILLIS = 100;

  /// While no kernel is in use.
  private static final long IDLE_MILLIS = 1000;

  private static final List<LaterKernel> KERNELS = new CopyOnWriteArrayList<>();
  private static final ScheduledExecutorService THREAD =
      Executors.newSingleThreadScheduledExecutor(
          work -> {
            Thread thread = new Thread(work, "nernst-warm-up");
            thread.setDaemon(true);
            return thread;
          });

  static {
    watch();
  }

  private WarmupThread() {}

  private static void watch() {
    boolean used = false;
    for (LaterKernel kernel : KERNELS) {
      used |= kernel.watch();
    }
    var _ =
        THREAD.schedule(
            WarmupThread::watch, used ? WATCH_MILLIS : IDLE_MILLIS, TimeUnit.MILLISECONDS);
  }

  /// Has calls of a kernel watched from now on.
  static void add(LaterKernel kernel) {
    KERNELS.add(kernel);
  }

  /// Runs work for a kernel on the thread, which outlives what the work throws.
  ///
  /// @param kernel that gets what is thrown
  /// @param afterNanos how long to wait before
  static void run(LaterKernel kernel, Runnable work, long afterNanos) {
    Executor executor =
        afterNanos == 0
            ? THREAD
            : CompletableFuture.delayedExecutor(afterNanos, TimeUnit.NANOSECONDS, THREAD);
    var _ =
        CompletableFuture.runAsync(work, executor)
            .whenComplete(
                (_, thrown) -> {
                  if (thrown != null) {
                    kernel.fail(Objects.requireNonNullElse(thrown.getCause(), thrown));
                  }
                });
  }
}
