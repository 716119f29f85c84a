package org.nernst.nn;

import org.jspecify.annotations.Nullable;
import org.nernst.tensor.Tensor;

/// What a forward call gives back, as hooks see it.
///
/// @param output the output tensor
/// @param state the new state of a [Cell]; null for a [Layer]. In what a hook returns, null means
///   "leave the state as it is"
public record ForwardOutput(Tensor output, @Nullable State<?> state) {
  /// Replaces the output and leaves the state as it is.
  public static ForwardOutput of(Tensor output) {
    return new ForwardOutput(output, null);
  }
}
