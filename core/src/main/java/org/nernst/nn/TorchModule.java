package org.nernst.nn;

import org.nernst.tensor.Tensor;
import org.nernst.tensor.torch.LibtorchModule;

/// Any module of libtorch's own as a layer.
///
/// ```java
/// new TorchModule(LibtorchModule.of(new GELUImpl(), GELUImpl::forward))
/// ```
///
/// Its parameters and buffers are registered under the names that libtorch gives them (so the
/// state-dict keys are PyTorch's) and are the tensors that libtorch computes with: they can be
/// trained, loaded and converted, but not replaced by other tensors. Random modules draw from
/// libtorch's own generator.
public final class TorchModule extends Layer {
  private final LibtorchModule module;

  /// Wraps a module.
  ///
  /// @param module what computes
  public TorchModule(LibtorchModule module) {
    this.module = module;
    module
        .parameters()
        .forEach((path, t) -> owner(path).registerParameter(last(path), t, t.requiresGrad()));
    module.buffers().forEach((path, t) -> owner(path).registerBuffer(last(path), t));
    for (Module part : modules()) {
      part.fixTensors("a tensor of libtorch's " + module.name());
    }
    train(module.training());
  }

  /// The module that stands for the wrapped module's child at a path, made where there is none yet.
  private Module owner(String path) {
    Module owner = this;
    String[] names = path.split("\\.", -1);
    for (int i = 0; i < names.length - 1; i++) {
      Module child = owner.ownModules.get(names[i]);
      if (child == null) {
        child = new Part();
        owner.registerModule(names[i], child);
      }
      owner = child;
    }
    return owner;
  }

  private static String last(String path) {
    return path.substring(path.lastIndexOf('.') + 1);
  }

  @Override
  protected Tensor compute(Tensor x) {
    return module.forward(x);
  }

  /// Puts libtorch's module into the mode too.
  @Override
  public Module train(boolean mode) {
    module.train(mode);
    return super.train(mode);
  }

  @Override
  String kind() {
    return module.name();
  }

  /// A child of the wrapped module: it holds its tensors and computes nothing.
  private static final class Part extends Module {}
}
