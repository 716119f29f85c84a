package org.nernst.tensor;

import java.util.Arrays;
import org.bytedeco.pytorch.global.torch;

/// Comparisons, masks and choices.
abstract sealed class TensorComparison extends TensorPointwise permits TensorReduction {
  TensorComparison(org.bytedeco.pytorch.Tensor handle) {
    super(handle);
  }

  /// Which elements are equal to the other's.
  ///
  /// @param other of a shape that broadcasts with this one's
  /// @return bool, the common shape
  /// @throws IllegalArgumentException if the shapes don't broadcast
  public final Tensor eq(Tensor other) {
    return call2("eq", other, () -> torch().eq(other.torch()));
  }

  /// Which elements are equal to a number.
  ///
  /// @param other the number
  /// @return bool, this shape
  public final Tensor eq(double other) {
    return callNumber("eq", other, (t, c) -> t.eq(c), (t, s) -> t.eq(s));
  }

  /// Which elements are equal to an integer, compared exactly.
  ///
  /// @param other the integer
  /// @return bool, this shape
  public final Tensor eq(long other) {
    return call1("eq", () -> torch().eq(Natives.scalar(other)));
  }

  /// Which elements are different from the other's.
  ///
  /// @param other of a shape that broadcasts with this one's
  /// @return bool, the common shape
  /// @throws IllegalArgumentException if the shapes don't broadcast
  public final Tensor ne(Tensor other) {
    return call2("ne", other, () -> torch().ne(other.torch()));
  }

  /// Which elements are different from a number.
  ///
  /// @param other the number
  /// @return bool, this shape
  public final Tensor ne(double other) {
    return callNumber("ne", other, (t, c) -> t.ne(c), (t, s) -> t.ne(s));
  }

  /// Which elements are different from an integer, compared exactly.
  ///
  /// @param other the integer
  /// @return bool, this shape
  public final Tensor ne(long other) {
    return call1("ne", () -> torch().ne(Natives.scalar(other)));
  }

  /// Which elements are greater than the other's.
  ///
  /// @param other of a shape that broadcasts with this one's
  /// @return bool, the common shape
  /// @throws IllegalArgumentException if the shapes don't broadcast
  public final Tensor gt(Tensor other) {
    return call2("gt", other, () -> torch().gt(other.torch()));
  }

  /// Which elements are greater than a number.
  ///
  /// @param other the number
  /// @return bool, this shape
  public final Tensor gt(double other) {
    return callNumber("gt", other, (t, c) -> t.gt(c), (t, s) -> t.gt(s));
  }

  /// Which elements are greater than an integer, compared exactly.
  ///
  /// @param other the integer
  /// @return bool, this shape
  public final Tensor gt(long other) {
    return call1("gt", () -> torch().gt(Natives.scalar(other)));
  }

  /// Which elements are greater than or equal to the other's.
  ///
  /// @param other of a shape that broadcasts with this one's
  /// @return bool, the common shape
  /// @throws IllegalArgumentException if the shapes don't broadcast
  public final Tensor ge(Tensor other) {
    return call2("ge", other, () -> torch().ge(other.torch()));
  }

  /// Which elements are greater than or equal to a number.
  ///
  /// @param other the number
  /// @return bool, this shape
  public final Tensor ge(double other) {
    return callNumber("ge", other, (t, c) -> t.ge(c), (t, s) -> t.ge(s));
  }

  /// Which elements are greater than or equal to an integer, compared exactly.
  ///
  /// @param other the integer
  /// @return bool, this shape
  public final Tensor ge(long other) {
    return call1("ge", () -> torch().ge(Natives.scalar(other)));
  }

  /// Which elements are less than the other's.
  ///
  /// @param other of a shape that broadcasts with this one's
  /// @return bool, the common shape
  /// @throws IllegalArgumentException if the shapes don't broadcast
  public final Tensor lt(Tensor other) {
    return call2("lt", other, () -> torch().lt(other.torch()));
  }

  /// Which elements are less than a number.
  ///
  /// @param other the number
  /// @return bool, this shape
  public final Tensor lt(double other) {
    return callNumber("lt", other, (t, c) -> t.lt(c), (t, s) -> t.lt(s));
  }

  /// Which elements are less than an integer, compared exactly.
  ///
  /// @param other the integer
  /// @return bool, this shape
  public final Tensor lt(long other) {
    return call1("lt", () -> torch().lt(Natives.scalar(other)));
  }

  /// Which elements are less than or equal to the other's.
  ///
  /// @param other of a shape that broadcasts with this one's
  /// @return bool, the common shape
  /// @throws IllegalArgumentException if the shapes don't broadcast
  public final Tensor le(Tensor other) {
    return call2("le", other, () -> torch().le(other.torch()));
  }

  /// Which elements are less than or equal to a number.
  ///
  /// @param other the number
  /// @return bool, this shape
  public final Tensor le(double other) {
    return callNumber("le", other, (t, c) -> t.le(c), (t, s) -> t.le(s));
  }

  /// Which elements are less than or equal to an integer, compared exactly.
  ///
  /// @param other the integer
  /// @return bool, this shape
  public final Tensor le(long other) {
    return call1("le", () -> torch().le(Natives.scalar(other)));
  }

  /// Where both are different from 0.
  ///
  /// @param other of a shape that broadcasts with this one's
  /// @return bool, the common shape
  public final Tensor logicalAnd(Tensor other) {
    return call2("logicalAnd", other, () -> torch().logical_and(other.torch()));
  }

  /// Where at least one is different from 0.
  ///
  /// @param other of a shape that broadcasts with this one's
  /// @return bool, the common shape
  public final Tensor logicalOr(Tensor other) {
    return call2("logicalOr", other, () -> torch().logical_or(other.torch()));
  }

  /// Where exactly one is different from 0.
  ///
  /// @param other of a shape that broadcasts with this one's
  /// @return bool, the common shape
  public final Tensor logicalXor(Tensor other) {
    return call2("logicalXor", other, () -> torch().logical_xor(other.torch()));
  }

  /// Where the element is 0.
  ///
  /// @return bool, this shape
  public final Tensor logicalNot() {
    return call1("logicalNot", () -> torch().logical_not());
  }

  /// Where the element is not a number.
  ///
  /// @return bool, this shape
  public final Tensor isnan() {
    return call1("isnan", () -> torch().isnan());
  }

  /// Where the element is neither infinite nor not a number.
  ///
  /// @return bool, this shape
  public final Tensor isfinite() {
    return call1("isfinite", () -> torch().isfinite());
  }

  /// Where the element is infinite.
  ///
  /// @return bool, this shape
  public final Tensor isinf() {
    return call1("isinf", () -> torch().isinf());
  }

  /// Whether any element is different from 0.
  ///
  /// @return bool, 0-dim
  public final Tensor any() {
    return call1("any", () -> torch().any());
  }

  /// Whether any element is different from 0, along one dim.
  ///
  /// @param dim the dim that goes away
  /// @return bool, without that dim
  public final Tensor any(int dim) {
    return call1("any", () -> torch().any((long) dim, false));
  }

  /// Whether all elements are different from 0.
  ///
  /// @return bool, 0-dim
  public final Tensor all() {
    return call1("all", () -> torch().all());
  }

  /// Whether all elements are different from 0, along one dim.
  ///
  /// @param dim the dim that goes away
  /// @return bool, without that dim
  public final Tensor all(int dim) {
    return call1("all", () -> torch().all((long) dim, false));
  }

  /// Chooses between two tensors.
  ///
  /// @param condition bool
  /// @param a taken where the condition holds
  /// @param b taken elsewhere
  /// @return the common shape of all three
  /// @throws IllegalArgumentException if the shapes don't broadcast
  public static Tensor where(Tensor condition, Tensor a, Tensor b) {
    return condition.call3(
        "where", a, b, () -> torch.where(condition.torch(), a.torch(), b.torch()));
  }

  /// Chooses between a tensor and a number.
  ///
  /// @param condition bool
  /// @param a taken where the condition holds
  /// @param b taken elsewhere
  /// @return the common shape of condition and a
  public static Tensor where(Tensor condition, Tensor a, double b) {
    return condition.call2(
        "where", a, () -> torch.where(condition.torch(), a.torch(), Natives.scalar(b)));
  }

  /// Chooses between a number and a tensor.
  ///
  /// @param condition bool
  /// @param a taken where the condition holds
  /// @param b taken elsewhere
  /// @return the common shape of condition and b
  public static Tensor where(Tensor condition, double a, Tensor b) {
    return condition.call2(
        "where", b, () -> torch.where(condition.torch(), Natives.scalar(a), b.torch()));
  }

  /// This tensor with one value where a mask holds.
  ///
  /// @param mask bool, of a shape that broadcasts to this one's
  /// @param value the value
  /// @return this shape
  public final Tensor maskedFill(Tensor mask, double value) {
    return call2(
        "maskedFill", mask, () -> torch().masked_fill(mask.torch(), Natives.scalar(value)));
  }

  /// The elements where a mask holds.
  ///
  /// @param mask bool, of a shape that broadcasts with this one's
  /// @return one dim
  public final Tensor maskedSelect(Tensor mask) {
    return call2("maskedSelect", mask, () -> torch().masked_select(mask.torch()));
  }

  /// Whether shape, dtype and all elements are the same; NaN differs from itself.
  ///
  /// @param other the other tensor
  /// @return true if they are
  public final boolean equal(Tensor other) {
    return dtype() == other.dtype() && torch().equal(other.torch());
  }

  /// Whether the shapes are the same and `|this - other| <= atol + rtol * |other|` everywhere.
  ///
  /// @param other the expected values; converted to the common dtype
  /// @param rtol relative tolerance
  /// @param atol absolute tolerance
  /// @return true if so; false if there is a NaN
  public final boolean allClose(Tensor other, double rtol, double atol) {
    return allClose(other, rtol, atol, false);
  }

  /// Whether the shapes are the same and `|this - other| <= atol + rtol * |other|` everywhere.
  ///
  /// @param other the expected values; converted to the common dtype
  /// @param rtol relative tolerance
  /// @param atol absolute tolerance
  /// @param equalNan whether NaN equals NaN
  /// @return true if so
  public final boolean allClose(Tensor other, double rtol, double atol, boolean equalNan) {
    if (!Arrays.equals(shape(), other.shape())) {
      return false;
    }
    DType common = dtype().promote(other.dtype());
    try (Tensor a = self().to(common);
        Tensor b = other.to(common)) {
      return a.torch().allclose(b.torch(), rtol, atol, equalNan);
    }
  }
}
