package org.nernst.norse;

/// Sequences of adaptive exponential integrate-and-fire neurons: input and output (time, ...).
/// Equations and order of a step: [LIFAdExFunctional].
///
/// ```java
/// var neurons = new LIFAdEx(new LIFAdExParameters().withVTh(0.5));
/// var first = neurons.forward(Tensor.randn(100, 32, 10));
/// var second = neurons.forward(Tensor.randn(100, 32, 10), first.state().detach());
/// ```
///
/// Where Norse differs: it refuses whole-number input and a v_leak per neuron.
public final class LIFAdEx extends SNN<LIFAdExParameters, LIFAdExFeedForwardState> {

  /// Neurons with the default parameters and a step of 1 ms.
  public LIFAdEx() {
    this(new LIFAdExParameters());
  }

  /// Neurons with parameters of their own and a step of 0.001.
  public LIFAdEx(LIFAdExParameters p) {
    this(p, 0.001);
  }

  /// Neurons with parameters of their own and another step.
  ///
  /// @param dt length of a step, in the unit of the time constants
  public LIFAdEx(LIFAdExParameters p, double dt) {
    this(p, dt, false);
  }

  /// Neurons with parameters of their own, another step, and recording of states.
  ///
  /// @param dt length of a step, in the unit of the time constants
  /// @param recordStates whether the returned state holds every step
  public LIFAdEx(LIFAdExParameters p, double dt, boolean recordStates) {
    super(LIFAdExFunctional.FEED_FORWARD, p, dt, recordStates);
  }
}
