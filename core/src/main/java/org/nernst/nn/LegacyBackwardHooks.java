package org.nernst.nn;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.nernst.tensor.Autograd;
import org.nernst.tensor.Tensor;

/// The legacy backward hooks of one forward call: on the operation that made the output.
final class LegacyBackwardHooks {
  private LegacyBackwardHooks() {}

  static void attach(Module module, ForwardOutput output) {
    if (!output.output().hasGradFn()) {
      return;
    }
    for (BackwardHook hook : module.legacyBackwardHooks.snapshot()) {
      // One node hook each: a later hook sees what an earlier one put in.
      Autograd.registerNodeHook(
          output.output(), (gradInput, gradOutput) -> call(module, hook, gradInput, gradOutput));
    }
  }

  private static @Nullable List<@Nullable Tensor> call(
      Module module,
      BackwardHook hook,
      List<@Nullable Tensor> gradInput,
      List<@Nullable Tensor> gradOutput) {
    return hook.call(module, gradInput, gradOutput);
  }
}
