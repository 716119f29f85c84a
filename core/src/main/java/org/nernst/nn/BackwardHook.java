package org.nernst.nn;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.nernst.tensor.Tensor;

/// Runs when the gradients of a module's inputs have been computed.
///
/// The gradients that it is given live until it returns; [org.nernst.tensor.Scope#promote] lets one
/// live on.
@FunctionalInterface
public interface BackwardHook {
  /// Sees both gradients and may replace those of the inputs.
  ///
  /// @param module the module whose backward pass ends
  /// @param gradInput the gradient of the input, then those of the tensors of a [Cell]'s given
  ///   state; null where the tensor needs none
  /// @param gradOutput the gradient of the output, then those of the tensors of a [Cell]'s new
  ///   state; null where nothing depends on the tensor
  /// @return null to change nothing, else the gradients of the inputs to use instead
  @Nullable List<@Nullable Tensor> call(
      Module module, List<@Nullable Tensor> gradInput, List<@Nullable Tensor> gradOutput);
}
