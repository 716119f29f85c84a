package org.nernst.nn;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.nernst.tensor.Tensor;

/// Runs when the gradients of a module's outputs are known, before they go through the module.
///
/// The gradients that it is given live until it returns; [org.nernst.tensor.Scope#promote] lets one
/// live on.
@FunctionalInterface
public interface BackwardPreHook {
  /// Sees, and may replace, the gradients of the outputs.
  ///
  /// @param module the module whose backward pass begins
  /// @param gradOutput the gradient of the output, then those of the tensors of a [Cell]'s new
  ///   state; null where nothing depends on the tensor
  /// @return null to change nothing, else a list of the same length and shapes
  @Nullable List<@Nullable Tensor> call(Module module, List<@Nullable Tensor> gradOutput);
}
