package org.nernst.tensor;

import org.bytedeco.pytorch.global.torch;

/// Arithmetic on two operands; numbers and tensors of other shapes broadcast.
abstract sealed class TensorArithmetic extends TensorRandom permits TensorPointwise {
  TensorArithmetic(org.bytedeco.pytorch.Tensor handle) {
    super(handle);
  }

  /// Sum.
  ///
  /// @param other of a shape that broadcasts with this one's
  /// @return the common shape, the promoted dtype
  /// @throws IllegalArgumentException if the shapes don't broadcast
  public final Tensor add(Tensor other) {
    return call2("add", other, () -> torch().add(other.torch()));
  }

  /// Sum.
  ///
  /// @param other a number, used with every element
  /// @return this shape; a floating dtype
  public final Tensor add(double other) {
    return callNumber("add", other, (t, c) -> t.add(c), (t, s) -> t.add(s));
  }

  /// Sum.
  ///
  /// @param other an integer, used with every element
  /// @return this shape; integers stay integers
  public final Tensor add(long other) {
    if (isExactInDouble(other) && dtype().isFloating()) {
      return add((double) other);
    }
    return call1("add", () -> torch().add(Natives.scalar(other)));
  }

  /// Sum with a multiple of another tensor, `this + alpha * other`.
  ///
  /// @param other of a shape that broadcasts with this one's
  /// @param alpha the factor
  /// @return the common shape, the promoted dtype
  /// @throws IllegalArgumentException if the shapes don't broadcast
  public final Tensor add(Tensor other, double alpha) {
    return call2("add", other, () -> torch().add(other.torch(), Natives.scalar(alpha)));
  }

  /// Difference.
  ///
  /// @param other of a shape that broadcasts with this one's
  /// @return the common shape, the promoted dtype
  /// @throws IllegalArgumentException if the shapes don't broadcast
  public final Tensor sub(Tensor other) {
    return call2("sub", other, () -> torch().sub(other.torch()));
  }

  /// Difference.
  ///
  /// @param other a number, used with every element
  /// @return this shape; a floating dtype
  public final Tensor sub(double other) {
    return callNumber("sub", other, (t, c) -> t.sub(c), (t, s) -> t.sub(s));
  }

  /// Difference.
  ///
  /// @param other an integer, used with every element
  /// @return this shape; integers stay integers
  public final Tensor sub(long other) {
    if (isExactInDouble(other) && dtype().isFloating()) {
      return sub((double) other);
    }
    return call1("sub", () -> torch().sub(Natives.scalar(other)));
  }

  /// Product.
  ///
  /// @param other of a shape that broadcasts with this one's
  /// @return the common shape, the promoted dtype
  /// @throws IllegalArgumentException if the shapes don't broadcast
  public final Tensor mul(Tensor other) {
    return call2("mul", other, () -> torch().mul(other.torch()));
  }

  /// Product.
  ///
  /// @param other a number, used with every element
  /// @return this shape; a floating dtype
  public final Tensor mul(double other) {
    return callNumber("mul", other, (t, c) -> t.mul(c), (t, s) -> t.mul(s));
  }

  /// Product.
  ///
  /// @param other an integer, used with every element
  /// @return this shape; integers stay integers
  public final Tensor mul(long other) {
    if (isExactInDouble(other) && dtype().isFloating()) {
      return mul((double) other);
    }
    return call1("mul", () -> torch().mul(Natives.scalar(other)));
  }

  /// Quotient.
  ///
  /// @param other of a shape that broadcasts with this one's
  /// @return the common shape, the promoted dtype
  /// @throws IllegalArgumentException if the shapes don't broadcast
  public final Tensor div(Tensor other) {
    return call2("div", other, () -> torch().div(other.torch()));
  }

  /// Quotient.
  ///
  /// @param other a number, used with every element
  /// @return this shape; a floating dtype
  public final Tensor div(double other) {
    return callNumber("div", other, (t, c) -> t.div(c), (t, s) -> t.div(s));
  }

  /// Quotient.
  ///
  /// @param other an integer, used with every element
  /// @return this shape; integers become float32
  public final Tensor div(long other) {
    if (isExactInDouble(other) && dtype().isFloating()) {
      return div((double) other);
    }
    return call1("div", () -> torch().div(Natives.scalar(other)));
  }

  /// Power with this as base.
  ///
  /// @param other of a shape that broadcasts with this one's
  /// @return the common shape, the promoted dtype
  /// @throws IllegalArgumentException if the shapes don't broadcast
  public final Tensor pow(Tensor other) {
    return call2("pow", other, () -> torch().pow(other.torch()));
  }

  /// Power with this as base.
  ///
  /// @param other a number, used with every element
  /// @return this shape; a floating dtype
  public final Tensor pow(double other) {
    return call1("pow", () -> torch().pow(Natives.scalar(other)));
  }

  /// Power with this as base.
  ///
  /// @param other an integer, used with every element
  /// @return this shape; integers stay integers
  public final Tensor pow(long other) {
    return call1("pow", () -> torch().pow(Natives.scalar(other)));
  }

  /// Remainder with the sign of the divisor.
  ///
  /// @param other of a shape that broadcasts with this one's
  /// @return the common shape, the promoted dtype
  /// @throws IllegalArgumentException if the shapes don't broadcast
  public final Tensor remainder(Tensor other) {
    return call2("remainder", other, () -> torch().remainder(other.torch()));
  }

  /// Remainder with the sign of the divisor.
  ///
  /// @param other a number, used with every element
  /// @return this shape; a floating dtype
  public final Tensor remainder(double other) {
    return callNumber("remainder", other, (t, c) -> t.remainder(c), (t, s) -> t.remainder(s));
  }

  /// Remainder with the sign of the divisor.
  ///
  /// @param other an integer, used with every element
  /// @return this shape; integers stay integers
  public final Tensor remainder(long other) {
    return call1("remainder", () -> torch().remainder(Natives.scalar(other)));
  }

  /// Quotient rounded towards minus infinity.
  ///
  /// @param other of a shape that broadcasts with this one's
  /// @return the common shape, the promoted dtype
  /// @throws IllegalArgumentException if the shapes don't broadcast
  public final Tensor floorDivide(Tensor other) {
    return call2("floorDivide", other, () -> torch().floor_divide(other.torch()));
  }

  /// Quotient rounded towards minus infinity.
  ///
  /// @param other a number, used with every element
  /// @return this shape; a floating dtype
  public final Tensor floorDivide(double other) {
    return call1("floorDivide", () -> torch().floor_divide(Natives.scalar(other)));
  }

  /// Quotient rounded towards minus infinity.
  ///
  /// @param other an integer, used with every element
  /// @return this shape; integers stay integers
  public final Tensor floorDivide(long other) {
    return call1("floorDivide", () -> torch().floor_divide(Natives.scalar(other)));
  }

  /// The reversed difference, `other - this`.
  ///
  /// @param other a number, used with every element
  /// @return this shape
  public final Tensor rsub(double other) {
    return callNumber("rsub", other, (t, c) -> c.sub(t), torch::rsub);
  }

  /// The reversed difference, `other - this`.
  ///
  /// @param other a number, used with every element
  /// @return this shape
  public final Tensor rsub(long other) {
    return call1("rsub", () -> torch.rsub(torch(), Natives.scalar(other)));
  }

  /// The reversed difference, `other - this`.
  ///
  /// @param other of a shape that broadcasts with this one's
  /// @return the common shape, the promoted dtype
  /// @throws IllegalArgumentException if the shapes don't broadcast
  public final Tensor rsub(Tensor other) {
    return other.sub(self());
  }

  /// The elementwise larger of two tensors; a tie splits the gradient in halves.
  ///
  /// @param a one tensor
  /// @param b another, of a shape that broadcasts with the first one's
  /// @return the common shape, the promoted dtype
  /// @throws IllegalArgumentException if the shapes don't broadcast
  public static Tensor maximum(Tensor a, Tensor b) {
    return a.call2("maximum", b, () -> torch.maximum(a.torch(), b.torch()));
  }

  /// The elementwise smaller of two tensors; a tie splits the gradient in halves.
  ///
  /// @param a one tensor
  /// @param b another, of a shape that broadcasts with the first one's
  /// @return the common shape, the promoted dtype
  /// @throws IllegalArgumentException if the shapes don't broadcast
  public static Tensor minimum(Tensor a, Tensor b) {
    return a.call2("minimum", b, () -> torch.minimum(a.torch(), b.torch()));
  }

  /// Linear interpolation, `this + weight * (end - this)`.
  ///
  /// @param end of a shape that broadcasts with this one's
  /// @param weight 0 for this, 1 for the end
  /// @return the common shape
  public final Tensor lerp(Tensor end, double weight) {
    return call2("lerp", end, () -> torch().lerp(end.torch(), Natives.scalar(weight)));
  }

  /// Interpolates element by element: `this + weight * (end - this)`.
  ///
  /// @param end the value at weight 1
  /// @param weight of the same dtype
  /// @return the interpolated values
  public final Tensor lerp(Tensor end, Tensor weight) {
    return call3("lerp", end, weight, () -> torch().lerp(end.torch(), weight.torch()));
  }

  private static boolean isExactInDouble(long value) {
    return value == (long) (double) value && value != Long.MAX_VALUE;
  }
}
