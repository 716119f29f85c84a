package org.nernst.tensor;

import org.bytedeco.pytorch.global.torch;

/// All random numbers of the process to come, except those of generators that callers made
/// themselves.
///
/// @param root where [Generator#root()] and its lasting splits are
/// @param libtorch the state of libtorch's own generator on the CPU, which only wrapped libtorch
///   modules draw from: bytes whose meaning is libtorch's
public record RandomState(GeneratorState root, Tensor libtorch) {
  /// The state now.
  ///
  /// @return a value that [#restore()] goes back to
  public static RandomState capture() {
    NativeSetup.ensure();
    return new RandomState(
        Generator.root().snapshot(), Tensor.of(torch.getDefaultCPUGenerator().get_state()));
  }

  /// Goes back to this state.
  ///
  /// @throws IllegalArgumentException if libtorch doesn't know its state
  public void restore() {
    try {
      torch.getDefaultCPUGenerator().set_state(libtorch.torch());
    } catch (RuntimeException e) {
      throw TorchErrors.translate("random state of libtorch", e, libtorch);
    }
    Generator.root().restore(root);
  }
}
