package org.nernst.nn;

/// A module that walks the time axis of its input and says which axis that is.
///
/// [Sequential] refuses a mix of conventions; [TimeFirst] and [BatchFirst] adapt.
public interface Timed {
  /// The axis of input and output that is time.
  TimeAxis timeAxis();

  /// Whether the output is spikes: a readout of membrane potentials says false. Spike rates are
  /// measured where it is true.
  default boolean emitsSpikes() {
    return true;
  }

  /// The time axis of any module: its own word if it is [Timed], else [TimeAxis#NONE].
  static TimeAxis of(Module module) {
    return module instanceof Timed timed ? timed.timeAxis() : TimeAxis.NONE;
  }
}
