package org.nernst.norse;

import java.util.Arrays;
import org.nernst.tensor.Autograd;
import org.nernst.tensor.DType;
import org.nernst.tensor.Generator;
import org.nernst.tensor.Tensor;

/// Makes the weights of a module from what its builder was given.
final class Weights {
  private Weights() {}

  /// Normal weights (hidden, inputs) with standard deviation sqrt(2 / hidden), as upstream draws
  /// both matrices.
  static Tensor random(RecurrentBuilder<?, ?> with, int inputs) {
    Generator generator = with.generator == null ? initial() : with.generator;
    double deviation = Math.sqrt(2.0 / with.hiddenSize);
    return random(generator, with.dtype, deviation, with.hiddenSize, inputs);
  }

  static Tensor random(Generator generator, DType dtype, double deviation, int hidden, int inputs) {
    try (var _ = Autograd.noGrad()) {
      return Tensor.randn(generator, dtype, hidden, inputs).mulInPlace(deviation);
    }
  }

  /// Given weights: the tensor itself if it is a trainable leaf, so that modules can share it, else
  /// a copy.
  ///
  /// @param copy whether a copy is made in any case
  static Tensor given(String name, Tensor weights, int hidden, int inputs, boolean copy) {
    if (!Arrays.equals(weights.shape(), new long[] {hidden, inputs})
        || !weights.dtype().isFloating()) {
      throw new IllegalArgumentException(
          "%s: expected a floating tensor (%d, %d), got %s %s"
              .formatted(name, hidden, inputs, weights.dtype(), Tensor.shapeText(weights.shape())));
    }
    if (weights.hasGradFn()) {
      throw new IllegalArgumentException(
          name
              + ": expected a leaf tensor, got the result of an operation with gradient: detach()"
              + " it");
    }
    return weights.requiresGrad() && !copy ? weights : weights.detach().clone();
  }

  /// The stream from which all layers draw their first weights, one after the other.
  static Generator initial() {
    return Generator.root().stream("init");
  }
}
