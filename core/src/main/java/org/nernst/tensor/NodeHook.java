package org.nernst.tensor;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// Called after the operation that made a tensor has computed the gradients of its operands.
@FunctionalInterface
public interface NodeHook {
  /// Sees the gradients, and may replace those of the operands.
  ///
  /// @param gradInputs one entry per operand of the operation; null where none was computed. Of a
  ///   [CustomFunction] they end behind its last operand that needs a gradient, with one more that
  ///   is null
  /// @param gradOutputs one entry per result of the operation; null where none arrived
  /// @return what takes the place of `gradInputs`, of the same length; null leaves them as they are
  @Nullable List<@Nullable Tensor> call(
      List<@Nullable Tensor> gradInputs, List<@Nullable Tensor> gradOutputs);
}
