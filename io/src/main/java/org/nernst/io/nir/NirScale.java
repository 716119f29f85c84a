package org.nernst.io.nir;

import org.nernst.nn.Layer;
import org.nernst.tensor.DType;
import org.nernst.tensor.Tensor;

/// A trainable factor per element.
final class NirScale extends Layer {
  NirScale(NirNode.Scale node, DType dtype) {
    registerParameter("scale", NirLayers.own(node.scale(), dtype));
  }

  @Override
  protected Tensor compute(Tensor x) {
    return x.mul(getParameter("scale"));
  }
}
