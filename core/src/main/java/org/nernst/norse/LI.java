package org.nernst.norse;

/// Sequences of leaky integrators, which don't spike: input and output (time, ...); the output is
/// the membrane potential. Equations and order of a step: [LIFunctional].
public final class LI extends SNN<LIParameters, LIState> {

  /// Neurons with the default parameters and a step of 1 ms.
  public LI() {
    this(new LIParameters());
  }

  /// Neurons with parameters of their own and a step of 0.001.
  public LI(LIParameters p) {
    this(p, 0.001);
  }

  /// Neurons with parameters of their own and another step.
  ///
  /// @param dt length of a step, in the unit of the time constants
  public LI(LIParameters p, double dt) {
    this(p, dt, false);
  }

  /// Neurons with parameters of their own, another step, and recording of states.
  ///
  /// @param dt length of a step, in the unit of the time constants
  /// @param recordStates whether the returned state holds every step
  public LI(LIParameters p, double dt, boolean recordStates) {
    super(LIFunctional.FEED_FORWARD, p, dt, recordStates);
  }

  /// False: the output is the membrane potential.
  @Override
  public boolean emitsSpikes() {
    return false;
  }
}
