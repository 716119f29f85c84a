package org.nernst.nn;

import org.nernst.engine.fused.LinearCurrent;
import org.nernst.tensor.Tensor;

/// A [Layer] of neurons that can have the linear map before it make its input chunk by chunk.
/// [Sequential] brings the two together.
public interface FedLayer {
  /// Runs the layer as on the current as a tensor, with the same numbers.
  ///
  /// @param current not computed yet
  Tensor forward(LinearCurrent current);
}
