package org.nernst.norse;

/// One time step of recurrently connected adaptive exponential integrate-and-fire neurons with an
/// absolute refractory period: input (..., in), output (..., hidden). Equations and order of the
/// step: [LIFAdExRefracFunctional].
public final class LIFAdExRefracRecurrentCell
    extends SNNRecurrentCell<LIFAdExRefracParameters, LIFAdExRefracState> {

  /// Neurons with the default parameters, a step of 1 ms, random weights and no autapses.
  public LIFAdExRefracRecurrentCell(int inputSize, int hiddenSize) {
    this(builder(inputSize, hiddenSize));
  }

  /// Neurons with parameters of their own, random weights and no autapses.
  ///
  /// @param dt length of a step, in the unit of the time constants
  public LIFAdExRefracRecurrentCell(
      int inputSize, int hiddenSize, LIFAdExRefracParameters p, double dt) {
    this(builder(inputSize, hiddenSize).p(p).dt(dt));
  }

  private LIFAdExRefracRecurrentCell(RecurrentBuilder<LIFAdExRefracParameters, ?> with) {
    super(LIFAdExRefracFunctional.RECURRENT, with);
  }

  /// The way to every other argument.
  public static RecurrentBuilder<LIFAdExRefracParameters, LIFAdExRefracRecurrentCell> builder(
      int inputSize, int hiddenSize) {
    return new RecurrentBuilder<>(
        inputSize, hiddenSize, new LIFAdExRefracParameters(), LIFAdExRefracRecurrentCell::new);
  }
}
