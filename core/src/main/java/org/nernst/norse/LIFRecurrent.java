package org.nernst.norse;

/// Sequences of recurrently connected leaky integrate-and-fire neurons: input (time, ..., in),
/// output (time, ..., hidden). Equations and order of a step: [LIFFunctional#lifStep]; the reset is
/// detached.
public final class LIFRecurrent extends SNNRecurrent<LIFParameters, LIFState> {

  /// Neurons with the default parameters, a step of 1 ms, random weights and no autapses.
  public LIFRecurrent(int inputSize, int hiddenSize) {
    this(builder(inputSize, hiddenSize));
  }

  /// Neurons with parameters of their own, random weights and no autapses.
  ///
  /// @param dt length of a step, in the unit of the time constants
  public LIFRecurrent(int inputSize, int hiddenSize, LIFParameters p, double dt) {
    this(builder(inputSize, hiddenSize).p(p).dt(dt));
  }

  private LIFRecurrent(RecurrentBuilder<LIFParameters, ?> with) {
    super(LIFFunctional.RECURRENT, with);
  }

  /// The way to every other argument.
  public static RecurrentBuilder<LIFParameters, LIFRecurrent> builder(
      int inputSize, int hiddenSize) {
    return new RecurrentBuilder<>(inputSize, hiddenSize, new LIFParameters(), LIFRecurrent::new);
  }
}
