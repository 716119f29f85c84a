package org.nernst.norse;

/// One time step of leaky integrators, which don't spike: input and output (...), of any shape; the
/// output is the membrane potential. Equations and order of the step: [LIFunctional].
public final class LICell extends SNNCell<LIParameters, LIState> {

  /// Neurons with the default parameters and a step of 1 ms.
  public LICell() {
    this(new LIParameters());
  }

  /// Neurons with parameters of their own and a step of 0.001.
  public LICell(LIParameters p) {
    this(p, 0.001);
  }

  /// Neurons with parameters of their own and another step.
  ///
  /// @param dt length of a step, in the unit of the time constants
  public LICell(LIParameters p, double dt) {
    super(LIFunctional.FEED_FORWARD, p, dt);
  }
}
