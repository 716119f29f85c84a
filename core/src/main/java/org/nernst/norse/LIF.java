package org.nernst.norse;

/// Sequences of leaky integrate-and-fire neurons: input and output (time, ...). Equations and order
/// of a step: [LIFFunctional#lifFeedForwardStep].
///
/// Where Norse differs: it refuses a v_leak per neuron without a given state.
public final class LIF extends SNN<LIFParameters, LIFFeedForwardState> {

  /// Neurons with the default parameters and a step of 1 ms.
  public LIF() {
    this(new LIFParameters());
  }

  /// Neurons with parameters of their own and a step of 0.001.
  public LIF(LIFParameters p) {
    this(p, 0.001);
  }

  /// Neurons with parameters of their own and another step.
  ///
  /// @param dt length of a step, in the unit of the time constants
  public LIF(LIFParameters p, double dt) {
    this(p, dt, false);
  }

  /// Neurons with parameters of their own, another step, and recording of states.
  ///
  /// @param dt length of a step, in the unit of the time constants
  /// @param recordStates whether the returned state holds every step
  public LIF(LIFParameters p, double dt, boolean recordStates) {
    super(LIFFunctional.FEED_FORWARD, p, dt, recordStates);
  }
}
