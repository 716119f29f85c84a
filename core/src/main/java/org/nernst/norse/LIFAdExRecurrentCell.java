package org.nernst.norse;

/// One time step of recurrently connected adaptive exponential integrate-and-fire neurons: input
/// (..., in), output (..., hidden). Equations and order of the step:
/// [LIFAdExFunctional#lifAdExStep].
///
/// Where Norse differs: it clears the diagonal of given recurrent weights in the caller's tensor,
/// doesn't register weights that are plain tensors, checks no shapes, and refuses whole-number
/// input and a v_leak per neuron.
public final class LIFAdExRecurrentCell extends SNNRecurrentCell<LIFAdExParameters, LIFAdExState> {

  /// Neurons with the default parameters, a step of 1 ms, random weights and no autapses.
  public LIFAdExRecurrentCell(int inputSize, int hiddenSize) {
    this(builder(inputSize, hiddenSize));
  }

  /// Neurons with parameters of their own, random weights and no autapses.
  ///
  /// @param dt length of a step, in the unit of the time constants
  public LIFAdExRecurrentCell(int inputSize, int hiddenSize, LIFAdExParameters p, double dt) {
    this(builder(inputSize, hiddenSize).p(p).dt(dt));
  }

  private LIFAdExRecurrentCell(RecurrentBuilder<LIFAdExParameters, ?> with) {
    super(LIFAdExFunctional.RECURRENT, with);
  }

  /// The way to every other argument.
  public static RecurrentBuilder<LIFAdExParameters, LIFAdExRecurrentCell> builder(
      int inputSize, int hiddenSize) {
    return new RecurrentBuilder<>(
        inputSize, hiddenSize, new LIFAdExParameters(), LIFAdExRecurrentCell::new);
  }
}
