package org.nernst.norse;

/// One time step of recurrently connected leaky integrate-and-fire neurons: input (..., in), output
/// (..., hidden). Equations and order of the step: [LIFFunctional#lifStep]; the reset is detached.
public final class LIFRecurrentCell extends SNNRecurrentCell<LIFParameters, LIFState> {

  /// Neurons with the default parameters, a step of 1 ms, random weights and no autapses.
  public LIFRecurrentCell(int inputSize, int hiddenSize) {
    this(builder(inputSize, hiddenSize));
  }

  /// Neurons with parameters of their own, random weights and no autapses.
  ///
  /// @param dt length of a step, in the unit of the time constants
  public LIFRecurrentCell(int inputSize, int hiddenSize, LIFParameters p, double dt) {
    this(builder(inputSize, hiddenSize).p(p).dt(dt));
  }

  private LIFRecurrentCell(RecurrentBuilder<LIFParameters, ?> with) {
    super(LIFFunctional.RECURRENT, with);
  }

  /// The way to every other argument.
  public static RecurrentBuilder<LIFParameters, LIFRecurrentCell> builder(
      int inputSize, int hiddenSize) {
    return new RecurrentBuilder<>(
        inputSize, hiddenSize, new LIFParameters(), LIFRecurrentCell::new);
  }
}
