package org.nernst.cli.parity;

import org.nernst.cli.parity.Difference.Kind;
import org.nernst.tensor.Tensor;

/// The loss of the recorded runs: a sum of results times random weights.
///
/// @param value the sum, with its history
/// @param magnitude the sum of the absolute values of its terms
record Loss(Tensor value, double magnitude) {
  /// The part of the magnitude below which the loss is not resolved: where the terms cancel,
  /// another order of summation changes the sum by a few roundings of its partial sums.
  private static final double RESOLVED = 0.05;

  /// sum(result weight).
  static Loss of(Tensor result, Tensor weight) {
    Tensor terms = result.mul(weight);
    return new Loss(terms.sum(), terms.detach().abs().sum().item());
  }

  /// This loss and another one.
  Loss plus(Loss other) {
    return new Loss(value.add(other.value), magnitude + other.magnitude);
  }

  /// Compares the value with a recorded one.
  void compare(Comparison comparison, String name, double tolerance) {
    comparison.relative(Kind.LOSS, name, value, tolerance, RESOLVED * magnitude);
  }
}
