package org.nernst.tensor.torch;

import java.util.LinkedHashMap;
import java.util.SequencedMap;
import java.util.function.BiFunction;
import org.bytedeco.pytorch.Module;
import org.bytedeco.pytorch.StringTensorDict;
import org.bytedeco.pytorch.StringTensorDictItem;
import org.nernst.tensor.Tensor;

/// A module of libtorch's own (`GELUImpl`, `LayerNormImpl`, `EmbeddingImpl`, ...) in terms of
/// [Tensor].
///
/// ```java
/// LibtorchModule.of(new GELUImpl(), GELUImpl::forward)
/// ```
///
/// As a layer of a network: `org.nernst.nn.TorchModule`.
public final class LibtorchModule {
  /// What a module computes, in native tensors.
  @FunctionalInterface
  private interface Forward {
    org.bytedeco.pytorch.Tensor apply(org.bytedeco.pytorch.Tensor x);
  }

  private final Module module;
  private final Forward forward;

  private LibtorchModule(Module module, Forward forward) {
    // A PointerScope of the caller's must not free what this object holds.
    module.retainReference();
    this.module = module;
    this.forward = forward;
  }

  /// Wraps a module of the presets.
  ///
  /// @param module any module
  /// @param forward its computation, such as `GELUImpl::forward`
  /// @param <M> its class
  public static <M extends Module> LibtorchModule of(
      M module, BiFunction<M, org.bytedeco.pytorch.Tensor, org.bytedeco.pytorch.Tensor> forward) {
    return new LibtorchModule(module, x -> forward.apply(module, x));
  }

  /// The class of the module without its suffix: "GELU".
  public String name() {
    return module.getClass().getSimpleName().replaceFirst("Impl$", "");
  }

  /// Runs the module; recorded by autograd like any operation.
  ///
  /// @param x its input
  /// @throws IllegalArgumentException if the module refuses it
  public Tensor forward(Tensor x) {
    try {
      return Tensor.of(forward.apply(x.torch()));
    } catch (RuntimeException e) {
      String reason = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
      throw new IllegalArgumentException(
          "%s refuses an input of %s %s: %s"
              .formatted(name(), x.dtype(), Tensor.shapeText(x.shape()), reason),
          e);
    }
  }

  /// Its parameters and those of its children by dotted path, as handles of the tensors that it
  /// computes with.
  public SequencedMap<String, Tensor> parameters() {
    try (StringTensorDict named = module.named_parameters(true)) {
      return copy(named);
    }
  }

  /// Its buffers and those of its children by dotted path.
  public SequencedMap<String, Tensor> buffers() {
    try (StringTensorDict named = module.named_buffers(true)) {
      return copy(named);
    }
  }

  /// Puts it into training or evaluation mode.
  public void train(boolean mode) {
    module.train(mode);
  }

  /// Whether it is in training mode.
  public boolean training() {
    return module.is_training();
  }

  private static SequencedMap<String, Tensor> copy(StringTensorDict named) {
    SequencedMap<String, Tensor> tensors = new LinkedHashMap<>();
    for (long i = 0; i < named.size(); i++) {
      StringTensorDictItem item = named.get(i);
      // An affine-less layer registers its weight as an undefined tensor.
      if (item.value().defined()) {
        tensors.put(
            item.key().getString(), Tensor.of(new org.bytedeco.pytorch.Tensor(item.value())));
      }
    }
    return tensors;
  }
}
