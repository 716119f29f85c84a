package org.nernst.cli.train;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.nernst.train.TrainListener;
import org.nernst.train.Training;

/// Makes Ctrl-C (and a polite kill) end training after the running step, and keeps the process
/// alive until what was learnt is saved.
///
/// The JVM ends when its shutdown hooks have returned, so the hook waits for [#close()].
final class StopOnInterrupt implements TrainListener, AutoCloseable {
  private static final long PATIENCE_SECONDS = 60;

  private final CountDownLatch saved = new CountDownLatch(1);
  private final Thread hook = new Thread(this::interrupted, "nernst-save-on-interrupt");
  private volatile boolean interrupted;
  private volatile @Nullable Training training;

  StopOnInterrupt() {
    Runtime.getRuntime().addShutdownHook(hook);
  }

  /// Whether the process was asked to end.
  boolean wasInterrupted() {
    return interrupted;
  }

  @Override
  public void onStart(Training training) {
    this.training = training;
    if (interrupted) {
      training.pause("interrupted");
    }
  }

  private void interrupted() {
    interrupted = true;
    Training running = training;
    if (running != null) {
      running.pause("interrupted");
    }
    try {
      if (!saved.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        System.err.println("nernst train: gave up waiting for the running step");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /// Lets the process end.
  @Override
  public void close() {
    saved.countDown();
    if (!interrupted) {
      try {
        Runtime.getRuntime().removeShutdownHook(hook);
      } catch (IllegalStateException alreadyEnding) {
        // The hook runs right now; the latch above lets it go.
        interrupted = true;
      }
    }
  }
}
