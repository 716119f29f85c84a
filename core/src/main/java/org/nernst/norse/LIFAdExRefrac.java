package org.nernst.norse;

/// Sequences of adaptive exponential integrate-and-fire neurons with an absolute refractory period:
/// input and output (time, ...). Equations and order of a step: [LIFAdExRefracFunctional]. Norse
/// has the cell but not this.
public final class LIFAdExRefrac
    extends SNN<LIFAdExRefracParameters, LIFAdExRefracFeedForwardState> {

  /// Neurons with the default parameters and a step of 1 ms.
  public LIFAdExRefrac() {
    this(new LIFAdExRefracParameters());
  }

  /// Neurons with parameters of their own and a step of 0.001.
  public LIFAdExRefrac(LIFAdExRefracParameters p) {
    this(p, 0.001);
  }

  /// Neurons with parameters of their own and another step.
  ///
  /// @param dt length of a step, in the unit of the time constants
  public LIFAdExRefrac(LIFAdExRefracParameters p, double dt) {
    this(p, dt, false);
  }

  /// Neurons with parameters of their own, another step, and recording of states.
  ///
  /// @param dt length of a step, in the unit of the time constants
  /// @param recordStates whether the returned state holds every step
  public LIFAdExRefrac(LIFAdExRefracParameters p, double dt, boolean recordStates) {
    super(LIFAdExRefracFunctional.FEED_FORWARD, p, dt, recordStates);
  }
}
