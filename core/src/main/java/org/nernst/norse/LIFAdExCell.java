package org.nernst.norse;

/// One time step of adaptive exponential integrate-and-fire neurons: input and output (...), of any
/// shape. Equations and order of the step: [LIFAdExFunctional].
///
/// ```java
/// var cell = new LIFAdExCell();
/// var step = cell.forward(Tensor.randn(16, 20, 30));    // spikes (16, 20, 30), 0 or 1
/// step = cell.forward(Tensor.randn(16, 20, 30), step.state());
/// ```
///
/// The input jumps into the synaptic current and reaches the membrane in the same step. A constant
/// input of 1 gives a current of 1 / (dt tau_syn_inv) = 5 with the defaults.
///
/// Where Norse differs: its initial v always carries a gradient graph, also in inference, it
/// refuses boolean input, and its parameters must be tensors.
public final class LIFAdExCell extends SNNCell<LIFAdExParameters, LIFAdExFeedForwardState> {

  /// Neurons with the default parameters and a step of 1 ms.
  public LIFAdExCell() {
    this(new LIFAdExParameters());
  }

  /// Neurons with parameters of their own and a step of 0.001.
  public LIFAdExCell(LIFAdExParameters p) {
    this(p, 0.001);
  }

  /// Neurons with parameters of their own and another step.
  ///
  /// @param dt length of a step, in the unit of the time constants
  public LIFAdExCell(LIFAdExParameters p, double dt) {
    super(LIFAdExFunctional.FEED_FORWARD, p, dt);
  }
}
