package org.nernst.tensor;

/// A trainable value: a module that is given one registers its tensor as a parameter.
///
/// @param tensor a floating leaf tensor; its `requiresGrad` is switched on
public record Parameter(Tensor tensor) implements Value {

  /// Switches the gradient on.
  ///
  /// @throws IllegalArgumentException if the tensor isn't floating or isn't a leaf
  public Parameter {
    if (!tensor.dtype().isFloating()) {
      throw new IllegalArgumentException(
          "expected a floating tensor as parameter, got " + tensor.dtype());
    }
    if (!tensor.isLeaf()) {
      throw new IllegalArgumentException(
          "expected a leaf tensor as parameter, got the result of an operation with gradient:"
              + " detach() it");
    }
    tensor.requiresGrad(true);
  }

  @Override
  public boolean isNumber() {
    return false;
  }

  @Override
  public double number() {
    return numberOf(tensor);
  }

  @Override
  public Tensor tensor(DType dtype) {
    return tensor.to(dtype);
  }

  @Override
  public long[] shape() {
    return tensor.shape();
  }

  static double numberOf(Tensor tensor) {
    if (tensor.numel() != 1) {
      throw new IllegalArgumentException(
          "expected a number or a tensor of one element, got a tensor of shape "
              + Shapes.text(tensor.shape()));
    }
    return tensor.item();
  }
}
