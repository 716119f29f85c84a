package org.nernst.nn;

import java.util.List;
import java.util.function.UnaryOperator;
import org.nernst.tensor.DType;
import org.nernst.tensor.Device;
import org.nernst.tensor.Tensor;
import org.nernst.tensor.TensorGroup;

/// The state of a [Cell] between two steps or two sequences: an immutable value made of tensors.
///
/// @param <S> the implementing type itself
public interface State<S extends State<S>> extends TensorGroup {
  /// A state of the same kind whose every tensor is `f` of this one's.
  ///
  /// @param f called once per tensor, in the order of [#tensors]
  S map(UnaryOperator<Tensor> f);

  /// Every tensor of the state, in a fixed order.
  @Override
  List<Tensor> tensors();

  /// The same values without their history: truncated back-propagation through time.
  default S detach() {
    return map(Tensor::detach);
  }

  /// The state in another floating dtype; tensors that are not floating stay as they are.
  default S to(DType dtype) {
    if (!dtype.isFloating()) {
      throw new IllegalArgumentException("expected a floating dtype for a state, got " + dtype);
    }
    return map(t -> t.dtype().isFloating() ? t.to(dtype) : t);
  }

  /// The state on another device.
  default S to(Device device) {
    return map(t -> t.to(device));
  }
}
