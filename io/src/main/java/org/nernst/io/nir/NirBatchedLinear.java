package org.nernst.io.nir;

import org.jspecify.annotations.Nullable;
import org.nernst.nn.Layer;
import org.nernst.tensor.DType;
import org.nernst.tensor.Tensor;

/// Linear maps side by side: weight (..., out, in) for inputs (..., in).
final class NirBatchedLinear extends Layer {
  NirBatchedLinear(Tensor weight, @Nullable Tensor bias, DType dtype) {
    registerParameter("weight", NirLayers.own(weight, dtype));
    registerParameter("bias", bias == null ? null : NirLayers.own(bias, dtype));
  }

  @Override
  protected Tensor compute(Tensor x) {
    Tensor y = getParameter("weight").matmul(x.unsqueeze(-1)).squeeze(-1);
    Tensor bias = parameterOrNull("bias");
    return bias == null ? y : y.add(bias);
  }
}
