package org.nernst.io.nir;

import java.util.Map;
import org.nernst.memory.Layout;
import org.nernst.nn.Layer;
import org.nernst.tensor.Tensor;

/// A node without memory.
///
/// @param layer takes any number of leading axes
record NirMap(Layer layer) implements NirUnit {
  @Override
  public Tensor run(Tensor x, Layout layout, Map<String, Tensor> states, Map<String, Tensor> next) {
    return layer.forward(x);
  }

  @Override
  public boolean hasState() {
    return false;
  }
}
