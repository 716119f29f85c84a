package org.nernst.norse;

import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.nernst.tensor.Autograd;
import org.nernst.tensor.DType;
import org.nernst.tensor.Scope;
import org.nernst.tensor.Tensor;

/// Neurons with weights from an input and between themselves, without bias: parameters
/// `input_weights` (hidden, in) and `recurrent_weights` (hidden, hidden), row = receiving neuron.
/// Weights that aren't given are normal with standard deviation sqrt(2 / hidden), both of them.
///
/// @param <P> the neuron's parameters
/// @param <S> the neuron's state
public abstract class RecurrentModule<P extends NorseParameters<P>, S extends NorseState<S>>
    extends NorseModule<P, S> {
  private final int inputSize;
  private final int hiddenSize;
  private final boolean autapses;
  private @Nullable Tensor diagonal;
  private Tensor own;

  RecurrentModule(NorseNeuron<P, S> neuron, RecurrentBuilder<P, ?> with) {
    super(neuron, with.p, with.dt);
    this.inputSize = with.inputSize;
    this.hiddenSize = with.hiddenSize;
    this.autapses = with.autapses;
    registerParameter(
        NorseNeuron.INPUT_WEIGHTS,
        with.inputWeights == null
            ? Weights.random(with, inputSize)
            : Weights.given(
                NorseNeuron.INPUT_WEIGHTS, with.inputWeights, hiddenSize, inputSize, false));
    registerParameter(
        NorseNeuron.RECURRENT_WEIGHTS,
        with.recurrentWeights == null
            ? Weights.random(with, hiddenSize)
            : Weights.given(
                NorseNeuron.RECURRENT_WEIGHTS,
                with.recurrentWeights,
                hiddenSize,
                hiddenSize,
                !autapses));
    this.own = recurrentWeights();
    if (!autapses) {
      clearDiagonal(own);
      registerLoadStateDictPostHook((module, keys) -> clearLoaded());
    }
  }

  /// The recurrent weights after a load, without diagonal. A load that assigned put the caller's
  /// memory in place, which keeps its diagonal: a copy replaces it.
  private void clearLoaded() {
    Tensor weights = recurrentWeights();
    if (weights != own) {
      boolean trained = weights.requiresGrad();
      weights = weights.detach().clone();
      registerParameter(NorseNeuron.RECURRENT_WEIGHTS, weights, trained);
    }
    clearDiagonal(weights);
    own = weights;
  }

  private static void clearDiagonal(Tensor weights) {
    try (var _ = Autograd.noGrad()) {
      weights.setDiagonal(0);
    }
  }

  /// Number of inputs.
  public final int inputSize() {
    return inputSize;
  }

  /// Number of neurons.
  public final int hiddenSize() {
    return hiddenSize;
  }

  /// Whether neurons connect to themselves.
  public final boolean autapses() {
    return autapses;
  }

  /// Weights from the input, (hidden, in).
  public final Tensor inputWeights() {
    return getParameter(NorseNeuron.INPUT_WEIGHTS);
  }

  /// Weights between the neurons, (hidden, hidden), row = receiving neuron.
  public final Tensor recurrentWeights() {
    return getParameter(NorseNeuron.RECURRENT_WEIGHTS);
  }

  @Override
  public String extraRepr() {
    return "input_size=%d, hidden_size=%d, %s, autapses=%s"
        .formatted(inputSize, hiddenSize, super.extraRepr(), autapses);
  }

  @Override
  final Map<String, Tensor> weights() {
    Tensor recurrent = recurrentWeights();
    return NorseNeuron.weights(
        inputWeights(), autapses ? recurrent : recurrent.maskedFill(diagonal(recurrent), 0));
  }

  @Override
  final long[] rehearsedInput() {
    return new long[] {inputSize};
  }

  /// Marks the diagonal. Masking the weights in the graph keeps the diagonal of their gradient at
  /// 0, so that no optimiser and no weight decay moves it, whatever tensor a cast or a load has put
  /// in place.
  private Tensor diagonal(Tensor weights) {
    Tensor mask = diagonal;
    if (mask == null || !mask.device().equals(weights.device())) {
      mask = Tensor.eye(hiddenSize).to(DType.BOOL).to(weights.device());
      Scope.promote(mask);
      diagonal = mask;
    }
    return mask;
  }

  /// The shape of the neurons, (..., hidden), for inputs (..., in) behind some leading axes.
  final long[] neuronShape(Tensor x, int leading) {
    long[] shape = Arrays.copyOfRange(x.shape(), leading, x.dim());
    shape[shape.length - 1] = hiddenSize;
    return shape;
  }

  final void requireInput(Tensor x, String expected, int leading) {
    if (x.dim() <= leading || x.size(-1) != inputSize) {
      throw new IllegalArgumentException(
          "expected input %s, got %s"
              .formatted(expected.formatted(inputSize), Tensor.shapeText(x.shape())));
    }
  }
}
