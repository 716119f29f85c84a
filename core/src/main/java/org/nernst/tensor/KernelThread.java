package org.nernst.tensor;

import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// A daemon thread that runs one task after another, and is idle in between.
///
/// The next task comes within microseconds where kernels follow each other, and to wake a sleeping
/// thread takes longer than many a kernel: so it looks out for a moment before it sleeps.
final class KernelThread implements Runnable {
  /// How long a thread looks out, of the order of what waking one takes.
  static final long LOOKOUT_NANOS = 50_000;

  /// The helper that was busy last is the likeliest to be awake.
  private static final ConcurrentLinkedDeque<KernelThread> IDLE = new ConcurrentLinkedDeque<>();

  private final Thread thread;
  private volatile @Nullable Runnable task;
  private volatile boolean sleeps;

  private KernelThread() {
    thread = new Thread(this, "nernst-kernel");
    thread.setDaemon(true);
  }

  /// Has an idle helper run a task, or a new one. The task throws nothing.
  static void give(Runnable task) {
    KernelThread helper = IDLE.pollFirst();
    if (helper == null) {
      KernelThread made = new KernelThread();
      made.task = task;
      made.thread.start();
      return;
    }
    helper.task = task;
    if (helper.sleeps) {
      LockSupport.unpark(helper.thread);
    }
  }

  @Override
  public void run() {
    while (true) {
      Runnable next = await();
      task = null;
      next.run();
      IDLE.addFirst(this);
    }
  }

  private Runnable await() {
    long start = System.nanoTime();
    Runnable next = task;
    while (next == null && System.nanoTime() - start < LOOKOUT_NANOS) {
      Thread.onSpinWait();
      next = task;
    }
    if (next == null) {
      sleeps = true;
      for (next = task; next == null; next = task) {
        LockSupport.park(this);
      }
      sleeps = false;
    }
    return next;
  }
}
