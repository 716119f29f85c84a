package org.nernst.norse;

import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.nernst.memory.Layout;
import org.nernst.nn.Step;
import org.nernst.tensor.DType;
import org.nernst.tensor.Tensor;

/// One time step of leaky integrators behind weights, without bias: input (..., in), output the
/// membrane potential (..., hidden). Parameter `input_weights` (hidden, in). Equations and order of
/// the step: [LIFunctional#liStep].
public final class LILinearCell extends NorseModule<LIParameters, LIState> {
  private final int inputSize;
  private final int hiddenSize;

  /// Integrators with the default parameters and a step of 1 ms; weights are normal with standard
  /// deviation 1 / sqrt(in).
  public LILinearCell(int inputSize, int hiddenSize) {
    this(inputSize, hiddenSize, new LIParameters(), 0.001);
  }

  /// Integrators with parameters of their own; weights are normal with standard deviation 1 /
  /// sqrt(in).
  ///
  /// @param dt length of a step, in the unit of the time constants
  public LILinearCell(int inputSize, int hiddenSize, LIParameters p, double dt) {
    this(
        Weights.random(
            Weights.initial(), DType.FLOAT32, 1 / Math.sqrt(inputSize), hiddenSize, inputSize),
        p,
        dt);
  }

  /// Integrators behind given weights.
  ///
  /// @param inputWeights (hidden, in); a leaf that requires a gradient is used itself, any other
  ///   tensor is copied into a new parameter
  /// @param dt length of a step, in the unit of the time constants
  public LILinearCell(Tensor inputWeights, LIParameters p, double dt) {
    super(LIFunctional.LINEAR, p, dt);
    if (inputWeights.dim() != 2) {
      throw new IllegalArgumentException(
          "input_weights: expected (hidden, in), got " + Tensor.shapeText(inputWeights.shape()));
    }
    this.hiddenSize = (int) inputWeights.size(0);
    this.inputSize = (int) inputWeights.size(1);
    registerParameter(
        NorseNeuron.INPUT_WEIGHTS,
        Weights.given(NorseNeuron.INPUT_WEIGHTS, inputWeights, hiddenSize, inputSize, false));
  }

  /// Weights from the input, (hidden, in).
  public Tensor inputWeights() {
    return getParameter(NorseNeuron.INPUT_WEIGHTS);
  }

  @Override
  protected Step<LIState> compute(Tensor x, @Nullable LIState state) {
    requireInput(x);
    return run(x, state, Layout.STEP, false);
  }

  @Override
  Map<String, Tensor> weights() {
    return Map.of(NorseNeuron.INPUT_WEIGHTS, inputWeights());
  }

  @Override
  long[] rehearsedInput() {
    return new long[] {inputSize};
  }

  /// The state at rest: v = v_leak and i = 0, both (..., hidden), without gradient.
  ///
  /// @param x (..., in)
  @Override
  public LIState initialState(Tensor x) {
    requireInput(x);
    long[] shape = Arrays.copyOf(x.shape(), x.dim());
    shape[shape.length - 1] = hiddenSize;
    return restingState(x, shape);
  }

  @Override
  public String extraRepr() {
    return "input_size=%d, hidden_size=%d, %s".formatted(inputSize, hiddenSize, super.extraRepr());
  }

  private void requireInput(Tensor x) {
    if (x.dim() == 0 || x.size(-1) != inputSize) {
      throw new IllegalArgumentException(
          "expected input (..., %d), got %s".formatted(inputSize, Tensor.shapeText(x.shape())));
    }
  }
}
