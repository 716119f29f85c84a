package org.nernst.train;

import org.nernst.tensor.Tensor;

/// Examples that go through the network together.
///
/// @param inputs what the network is given, time axis included where it has one
/// @param targets (batch): the class of each example, an integer tensor
public record Batch(Tensor inputs, Tensor targets) {
  /// Refuses targets that are not one class per example.
  public Batch {
    if (targets.dim() != 1 || targets.dtype().isFloating()) {
      throw new IllegalArgumentException(
          "expected targets (batch) of an integer dtype, got %s of %s"
              .formatted(Tensor.shapeText(targets.shape()), targets.dtype()));
    }
  }

  /// The number of examples.
  ///
  /// @return the size of the batch
  public int size() {
    return Math.toIntExact(targets.size(0));
  }
}
