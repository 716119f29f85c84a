package org.nernst.tensor;

import java.util.List;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/// Products of matrices and vectors.
abstract sealed class TensorAlgebra extends TensorIndexing permits TensorInPlace {
  TensorAlgebra(org.bytedeco.pytorch.Tensor handle) {
    super(handle);
  }

  /// Matrix product over the last two dims; leading dims broadcast, vectors are taken as a row on
  /// the left and a column on the right.
  ///
  /// @param other (..., k, m), or (k)
  /// @return (..., n, m) for this (..., n, k)
  /// @throws IllegalArgumentException if the shapes don't fit
  public final Tensor matmul(Tensor other) {
    return call2("matmul", other, () -> torch().matmul(other.torch()));
  }

  /// Product of two matrices.
  ///
  /// @param other (k, m)
  /// @return (n, m) for this (n, k)
  /// @throws IllegalArgumentException if the shapes don't fit
  public final Tensor mm(Tensor other) {
    return call2("mm", other, () -> torch().mm(other.torch()));
  }

  /// Products of two batches of matrices.
  ///
  /// @param other (b, k, m)
  /// @return (b, n, m) for this (b, n, k)
  /// @throws IllegalArgumentException if the shapes don't fit
  public final Tensor bmm(Tensor other) {
    return call2("bmm", other, () -> torch().bmm(other.torch()));
  }

  /// Product of a matrix and a vector.
  ///
  /// @param other (k)
  /// @return (n) for this (n, k)
  /// @throws IllegalArgumentException if the shapes don't fit
  public final Tensor mv(Tensor other) {
    return call2("mv", other, () -> torch().mv(other.torch()));
  }

  /// Inner product of two vectors.
  ///
  /// @param other (n)
  /// @return 0-dim
  /// @throws IllegalArgumentException if the shapes don't fit
  public final Tensor dot(Tensor other) {
    return call2("dot", other, () -> torch().dot(other.torch()));
  }

  /// Outer product of two vectors.
  ///
  /// @param other (m)
  /// @return (n, m) for this (n)
  /// @throws IllegalArgumentException if the shapes don't fit
  public final Tensor outer(Tensor other) {
    return call2("outer", other, () -> torch().outer(other.torch()));
  }

  /// `this + a @ b` in one call.
  ///
  /// @param a (n, k)
  /// @param b (k, m)
  /// @return (n, m), to which this broadcasts
  /// @throws IllegalArgumentException if the shapes don't fit
  public final Tensor addmm(Tensor a, Tensor b) {
    return call3("addmm", a, b, () -> torch().addmm(a.torch(), b.torch()));
  }

  /// Einstein's summation.
  ///
  /// @param equation such as `bij,bjk->bik`
  /// @param tensors one per term of the equation
  /// @return the sum
  /// @throws IllegalArgumentException if equation and shapes don't fit
  public static Tensor einsum(String equation, Tensor... tensors) {
    try (TensorVector vector = Natives.vector(List.of(tensors))) {
      return new Tensor(torch.einsum(equation, vector));
    } catch (RuntimeException e) {
      throw TorchErrors.translate("einsum " + equation, e, tensors);
    }
  }
}
