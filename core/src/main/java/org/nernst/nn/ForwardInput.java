package org.nernst.nn;

import org.jspecify.annotations.Nullable;
import org.nernst.tensor.Tensor;

/// What a forward call was given, as hooks see it.
///
/// @param input the input tensor
/// @param state the state of a [Cell]; null for a [Layer], when the caller gave none, and for hooks
///   that were registered without `withKwargs`. In what a hook returns, null means "leave the state
///   as it is"
public record ForwardInput(Tensor input, @Nullable State<?> state) {
  /// Replaces the input and leaves the state as it is.
  public static ForwardInput of(Tensor input) {
    return new ForwardInput(input, null);
  }
}
