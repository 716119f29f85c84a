package org.nernst.norse;

/// One time step of adaptive exponential integrate-and-fire neurons with an absolute refractory
/// period: input and output (...), of any shape. Equations and order of the step:
/// [LIFAdExRefracFunctional].
public final class LIFAdExRefracCell
    extends SNNCell<LIFAdExRefracParameters, LIFAdExRefracFeedForwardState> {

  /// Neurons with the default parameters and a step of 1 ms.
  public LIFAdExRefracCell() {
    this(new LIFAdExRefracParameters());
  }

  /// Neurons with parameters of their own and a step of 0.001.
  public LIFAdExRefracCell(LIFAdExRefracParameters p) {
    this(p, 0.001);
  }

  /// Neurons with parameters of their own and another step.
  ///
  /// @param dt length of a step, in the unit of the time constants
  public LIFAdExRefracCell(LIFAdExRefracParameters p, double dt) {
    super(LIFAdExRefracFunctional.FEED_FORWARD, p, dt);
  }
}
