package org.nernst.memory;

/// Where the axis of time lies in inputs, outputs and recorded states.
public enum Layout {
  /// No axis of time: one step, (...).
  STEP,
  /// Time first: (T, ...).
  TIME_MAJOR,
  /// Batch first, then time: (B, T, ...).
  BATCH_MAJOR;

  /// {@return the dim of time: 0 or 1}
  ///
  /// @throws IllegalStateException for [#STEP], which has none
  public int timeDim() {
    return switch (this) {
      case TIME_MAJOR -> 0;
      case BATCH_MAJOR -> 1;
      case STEP -> throw new IllegalStateException("a single step has no axis of time");
    };
  }

  /// {@return the shape as messages name it, such as (time, ...)}
  public String text() {
    return switch (this) {
      case STEP -> "(...)";
      case TIME_MAJOR -> "(time, ...)";
      case BATCH_MAJOR -> "(batch, time, ...)";
    };
  }
}
