package org.nernst.nn;

import org.nernst.tensor.Tensor;

/// A module that maps a tensor to a tensor.
public abstract class Layer extends Module {
  /// For subclasses.
  protected Layer() {}

  /// Runs the layer with its hooks.
  ///
  /// @param x the input; its shape is the concrete layer's matter
  public final Tensor forward(Tensor x) {
    if (!isHooked()) {
      return compute(x);
    }
    return call(ForwardInput.of(x), in -> ForwardOutput.of(compute(in.input()))).output();
  }

  /// What the layer computes; hooks are run around it.
  protected abstract Tensor compute(Tensor x);
}
