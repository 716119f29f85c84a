package org.nernst.tensor;

/// An array of numbers of any number of dims on libtorch, with PyTorch's semantics: dtype
/// promotion, broadcasting, views, and recorded gradients.
///
/// ```java
/// Tensor w = Tensor.randn(10, 64).requiresGrad(true);
/// Tensor loss = Tensor.rand(32, 64).matmul(w.t()).sub(1).square().mean();
/// loss.backward();
/// Tensor step = w.grad();
/// ```
///
/// Method names are PyTorch's in Java's spelling; those that change the tensor end in `InPlace`. A
/// Java integer behaves as Python's (`int64 + 2` stays int64), a Java double as Python's float.
/// Dims count from 0, negative ones from the back. Operations on several tensors need them on one
/// device.
///
/// Memory belongs to a [Scope] if one is open, else to the garbage collector. What libtorch refuses
/// is an [IllegalArgumentException] that names the operation and the operands' shapes. A tensor may
/// be read by several threads at a time.
public final class Tensor extends TensorValues {
  Tensor(org.bytedeco.pytorch.Tensor handle) {
    super(handle);
  }

  /// The largest elements along a dim.
  ///
  /// @param values the elements
  /// @param indices int64, where they stood
  public record MaxResult(Tensor values, Tensor indices) {}

  /// The smallest elements along a dim.
  ///
  /// @param values the elements
  /// @param indices int64, where they stood
  public record MinResult(Tensor values, Tensor indices) {}

  /// Elements in order along a dim.
  ///
  /// @param values the elements
  /// @param indices int64, where they stood
  public record SortResult(Tensor values, Tensor indices) {}
}
