package org.nernst.tensor;

import org.bytedeco.pytorch.GradMode;

/// Sets whether this thread records a graph, and puts back what was there before.
abstract sealed class GradSwitch implements AutoCloseable permits NoGrad, EnableGrad {
  static {
    NativeSetup.ensure();
  }

  private final Thread thread = Thread.currentThread();
  private final boolean before = GradMode.is_enabled();
  private boolean open = true;

  GradSwitch(boolean enabled) {
    GradMode.set_enabled(enabled);
  }

  /// Puts back what was there when this was opened. A second call does nothing.
  ///
  /// @throws IllegalStateException on another thread than the one that opened it
  @Override
  public final void close() {
    if (Thread.currentThread() != thread) {
      throw new IllegalStateException(
          "opened on thread %s, closed on %s: the gradient mode belongs to a thread"
              .formatted(thread.getName(), Thread.currentThread().getName()));
    }
    if (open) {
      open = false;
      GradMode.set_enabled(before);
    }
  }
}
