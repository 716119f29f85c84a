package org.nernst.cli.parity;

import org.nernst.nn.Module;
import org.nernst.tensor.Autograd;
import org.nernst.tensor.Tensor;

/// Puts recorded values into the parameters of a module.
final class Parameters {
  private Parameters() {}

  /// Sets a parameter's values.
  ///
  /// @return the parameter
  static Tensor set(Module module, String name, Tensor value) {
    Tensor parameter = module.getParameter(name);
    try (var _ = Autograd.noGrad()) {
      parameter.copyFrom(value);
    }
    return parameter;
  }
}
