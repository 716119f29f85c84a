package org.nernst.nn;

import java.util.function.UnaryOperator;
import org.nernst.tensor.Tensor;

/// A layer made of a function.
final class FunctionLayer extends Layer {
  private final String name;
  private final UnaryOperator<Tensor> function;

  FunctionLayer(String name, UnaryOperator<Tensor> function) {
    this.name = name;
    this.function = function;
  }

  @Override
  protected Tensor compute(Tensor x) {
    return function.apply(x);
  }

  @Override
  String kind() {
    return name;
  }
}
