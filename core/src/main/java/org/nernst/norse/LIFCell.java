package org.nernst.norse;

/// One time step of leaky integrate-and-fire neurons: input and output (...), of any shape.
/// Equations and order of the step: [LIFFunctional#lifFeedForwardStep].
///
/// Where Norse differs: its initial v always carries a gradient graph, also in inference, and its
/// state is float32 for every input.
public final class LIFCell extends SNNCell<LIFParameters, LIFFeedForwardState> {

  /// Neurons with the default parameters and a step of 1 ms.
  public LIFCell() {
    this(new LIFParameters());
  }

  /// Neurons with parameters of their own and a step of 0.001.
  public LIFCell(LIFParameters p) {
    this(p, 0.001);
  }

  /// Neurons with parameters of their own and another step.
  ///
  /// @param dt length of a step, in the unit of the time constants
  public LIFCell(LIFParameters p, double dt) {
    super(LIFFunctional.FEED_FORWARD, p, dt);
  }
}
