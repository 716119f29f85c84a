package org.nernst.norse;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.nernst.tensor.DType;
import org.nernst.tensor.Generator;
import org.nernst.tensor.Tensor;

/// The arguments of recurrently connected neurons: sizes, then what has a default.
///
/// @param <P> the neuron's parameters
/// @param <M> the module that is built
public final class RecurrentBuilder<P extends NorseParameters<P>, M> {
  private final Function<RecurrentBuilder<P, M>, M> module;
  final int inputSize;
  final int hiddenSize;
  P p;
  double dt = 0.001;
  boolean autapses;
  DType dtype = DType.FLOAT32;
  @Nullable Generator generator;
  @Nullable Tensor inputWeights;
  @Nullable Tensor recurrentWeights;

  RecurrentBuilder(
      int inputSize, int hiddenSize, P defaults, Function<RecurrentBuilder<P, M>, M> module) {
    this.inputSize = requirePositive("inputSize", inputSize);
    this.hiddenSize = requirePositive("hiddenSize", hiddenSize);
    this.p = defaults;
    this.module = module;
  }

  /// The neurons' parameters.
  public RecurrentBuilder<P, M> p(P p) {
    this.p = p;
    return this;
  }

  /// Length of a time step, in the unit of the time constants; 0.001 if not given.
  public RecurrentBuilder<P, M> dt(double dt) {
    this.dt = dt;
    return this;
  }

  /// Whether neurons connect to themselves. Without, the default, the diagonal of the recurrent
  /// weights and of their gradient is 0, and stays so through training and loading.
  public RecurrentBuilder<P, M> autapses(boolean autapses) {
    this.autapses = autapses;
    return this;
  }

  /// Weights from the input, (hidden, in). A leaf that requires a gradient is used itself, so that
  /// modules can share it; any other tensor is copied into a new parameter.
  public RecurrentBuilder<P, M> inputWeights(Tensor inputWeights) {
    this.inputWeights = inputWeights;
    return this;
  }

  /// Weights between the neurons, (hidden, hidden), row = receiving neuron. They are used or copied
  /// as [#inputWeights] are, but always copied without autapses: the given tensor keeps its
  /// diagonal, which upstream clears in place.
  public RecurrentBuilder<P, M> recurrentWeights(Tensor recurrentWeights) {
    this.recurrentWeights = recurrentWeights;
    return this;
  }

  /// Where weights that aren't given come from.
  public RecurrentBuilder<P, M> generator(Generator generator) {
    this.generator = generator;
    return this;
  }

  /// Element type of weights that aren't given; float32 if not said.
  public RecurrentBuilder<P, M> dtype(DType dtype) {
    this.dtype = dtype;
    return this;
  }

  /// The module.
  ///
  /// @throws IllegalArgumentException if a parameter is out of range or weights have another shape
  public M build() {
    return module.apply(this);
  }

  private static int requirePositive(String name, int size) {
    if (size <= 0) {
      throw new IllegalArgumentException(name + ": expected > 0, got " + size);
    }
    return size;
  }
}
