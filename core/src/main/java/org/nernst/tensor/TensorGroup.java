package org.nernst.tensor;

import java.util.List;

/// Something made of tensors, such as a neuron's state, that a [Scope] can keep as a whole.
public interface TensorGroup {

  /// The tensors it is made of.
  ///
  /// @return all of them, in a fixed order
  List<Tensor> tensors();
}
