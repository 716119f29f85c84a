package org.nernst.norse;

/// Sequences of recurrently connected adaptive exponential integrate-and-fire neurons: input (time,
/// ..., in), output (time, ..., hidden). Equations: [LIFAdExFunctional#lifAdExStep].
///
/// ```java
/// var neurons = LIFAdExRecurrent.builder(20, 30).autapses(true).build();
/// var step = neurons.forward(Tensor.randn(100, 16, 20));    // spikes (100, 16, 30)
/// ```
///
/// The map of the input is one product over the whole sequence. Where Norse differs:
/// [LIFAdExRecurrentCell].
public final class LIFAdExRecurrent extends SNNRecurrent<LIFAdExParameters, LIFAdExState> {

  /// Neurons with the default parameters, a step of 1 ms, random weights and no autapses.
  public LIFAdExRecurrent(int inputSize, int hiddenSize) {
    this(builder(inputSize, hiddenSize));
  }

  /// Neurons with parameters of their own, random weights and no autapses.
  ///
  /// @param dt length of a step, in the unit of the time constants
  public LIFAdExRecurrent(int inputSize, int hiddenSize, LIFAdExParameters p, double dt) {
    this(builder(inputSize, hiddenSize).p(p).dt(dt));
  }

  private LIFAdExRecurrent(RecurrentBuilder<LIFAdExParameters, ?> with) {
    super(LIFAdExFunctional.RECURRENT, with);
  }

  /// The way to every other argument.
  public static RecurrentBuilder<LIFAdExParameters, LIFAdExRecurrent> builder(
      int inputSize, int hiddenSize) {
    return new RecurrentBuilder<>(
        inputSize, hiddenSize, new LIFAdExParameters(), LIFAdExRecurrent::new);
  }
}
