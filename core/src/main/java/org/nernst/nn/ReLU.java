package org.nernst.nn;

import org.nernst.tensor.Tensor;

/// `max(x, 0)` of each element, any shape; the gradient at 0 is 0.
public final class ReLU extends Layer {
  @Override
  protected Tensor compute(Tensor x) {
    return x.relu();
  }
}
