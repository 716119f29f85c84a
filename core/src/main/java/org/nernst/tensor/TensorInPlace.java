package org.nernst.tensor;

import java.util.function.Consumer;

/// Operations that change the tensor itself; libtorch refuses them on a leaf that requires grad
/// outside of `Autograd.noGrad()`.
abstract sealed class TensorInPlace extends TensorAlgebra permits TensorGradient {
  TensorInPlace(org.bytedeco.pytorch.Tensor handle) {
    super(handle);
  }

  /// Adds another tensor, in place.
  ///
  /// @param other of a shape that broadcasts to this one's
  /// @return this
  public final Tensor addInPlace(Tensor other) {
    return change("addInPlace", other, () -> torch().add_(other.torch()));
  }

  /// Adds a number, in place.
  ///
  /// @param other the number
  /// @return this
  public final Tensor addInPlace(double other) {
    return changeNumber("addInPlace", other, (t, c) -> t.add_(c), (t, s) -> t.add_(s));
  }

  /// Subtracts another tensor, in place.
  ///
  /// @param other of a shape that broadcasts to this one's
  /// @return this
  public final Tensor subInPlace(Tensor other) {
    return change("subInPlace", other, () -> torch().sub_(other.torch()));
  }

  /// Subtracts a number, in place.
  ///
  /// @param other the number
  /// @return this
  public final Tensor subInPlace(double other) {
    return changeNumber("subInPlace", other, (t, c) -> t.sub_(c), (t, s) -> t.sub_(s));
  }

  /// Multiplies by another tensor, in place.
  ///
  /// @param other of a shape that broadcasts to this one's
  /// @return this
  public final Tensor mulInPlace(Tensor other) {
    return change("mulInPlace", other, () -> torch().mul_(other.torch()));
  }

  /// Multiplies by a number, in place.
  ///
  /// @param other the number
  /// @return this
  public final Tensor mulInPlace(double other) {
    return changeNumber("mulInPlace", other, (t, c) -> t.mul_(c), (t, s) -> t.mul_(s));
  }

  /// Divides by another tensor, in place.
  ///
  /// @param other of a shape that broadcasts to this one's
  /// @return this
  public final Tensor divInPlace(Tensor other) {
    return change("divInPlace", other, () -> torch().div_(other.torch()));
  }

  /// Divides by a number, in place.
  ///
  /// @param other the number
  /// @return this
  public final Tensor divInPlace(double other) {
    return changeNumber("divInPlace", other, (t, c) -> t.div_(c), (t, s) -> t.div_(s));
  }

  /// Adds a multiple of another tensor, `this += alpha * other`.
  ///
  /// @param other of a shape that broadcasts to this one's
  /// @param alpha the factor
  /// @return this
  public final Tensor addInPlace(Tensor other, double alpha) {
    return change("addInPlace", other, () -> torch().add_(other.torch(), Natives.scalar(alpha)));
  }

  /// Adds a multiple of a product, `this += value * a * b`.
  ///
  /// @param a one factor
  /// @param b the other
  /// @param value the number
  /// @return this
  public final Tensor addcmulInPlace(Tensor a, Tensor b, double value) {
    return change(
        "addcmulInPlace", a, () -> torch().addcmul_(a.torch(), b.torch(), Natives.scalar(value)));
  }

  /// Adds a multiple of a quotient, `this += value * a / b`.
  ///
  /// @param a the numerator
  /// @param b the denominator
  /// @param value the number
  /// @return this
  public final Tensor addcdivInPlace(Tensor a, Tensor b, double value) {
    return change(
        "addcdivInPlace", a, () -> torch().addcdiv_(a.torch(), b.torch(), Natives.scalar(value)));
  }

  /// Adds a product of matrices, `this = beta * this + a b`.
  ///
  /// @param a (n, k)
  /// @param b (k, m)
  /// @param beta 0 takes no notice of what was there, not even of NaN
  /// @return this, (n, m)
  public final Tensor addmmInPlace(Tensor a, Tensor b, double beta) {
    return change(
        "addmmInPlace",
        a,
        () -> torch().addmm_(a.torch(), b.torch(), Natives.scalar(beta), Natives.scalar(1.0)));
  }

  /// Moves towards another tensor, `this += weight * (end - this)`.
  ///
  /// @param end of a shape that broadcasts to this one's
  /// @param weight 0 stays, 1 becomes the end
  /// @return this
  public final Tensor lerpInPlace(Tensor end, double weight) {
    return change("lerpInPlace", end, () -> torch().lerp_(end.torch(), Natives.scalar(weight)));
  }

  /// Sets every element to 0.
  ///
  /// @return this
  public final Tensor zeroInPlace() {
    return change("zeroInPlace", () -> torch().zero_());
  }

  /// Sets every element to a value.
  ///
  /// @param value the value
  /// @return this
  public final Tensor fillInPlace(double value) {
    return change("fillInPlace", () -> torch().fill_(Natives.scalar(value)));
  }

  /// Copies another tensor's elements into this memory, converting them.
  ///
  /// @param source of a shape that broadcasts to this one's
  /// @return this
  /// @throws IllegalArgumentException if only the source is complex: a part would be lost
  public final Tensor copyFrom(Tensor source) {
    if (!dtype().isComplex()) {
      source.dtype().requireReal("copyFrom into " + dtype());
    }
    return change("copyFrom", source, () -> torch().copy_(source.torch()));
  }

  /// Limits every element to an interval, in place.
  ///
  /// @param min the lower bound
  /// @param max the upper bound
  /// @return this
  public final Tensor clampInPlace(double min, double max) {
    return change(
        "clampInPlace",
        () -> torch().clamp_(Natives.scalarOptional(min), Natives.scalarOptional(max)));
  }

  /// Sets the elements where a mask holds.
  ///
  /// @param mask bool, of a shape that broadcasts to this one's
  /// @param value the value
  /// @return this
  public final Tensor maskedFillInPlace(Tensor mask, double value) {
    return change(
        "maskedFillInPlace", mask, () -> torch().masked_fill_(mask.torch(), Natives.scalar(value)));
  }

  /// Sets the main diagonal of a matrix.
  ///
  /// @param value the value
  /// @return this
  public final Tensor setDiagonal(double value) {
    return change("setDiagonal", () -> torch().fill_diagonal_(Natives.scalar(value)));
  }

  /// Draws new elements, uniform on [low, high), from the root generator.
  ///
  /// @param low the lower bound
  /// @param high the upper bound, left out
  /// @return this
  public final Tensor uniformInPlace(double low, double high) {
    return uniformInPlace(low, high, Generator.root());
  }

  /// Draws new elements, uniform on [low, high).
  ///
  /// @param low the lower bound
  /// @param high the upper bound, left out
  /// @param generator where they are drawn from
  /// @return this
  public final Tensor uniformInPlace(double low, double high, Generator generator) {
    return drawn(t -> generator.fillUniform(t, low, high));
  }

  /// Draws new elements, normal, from the root generator.
  ///
  /// @param mean the mean
  /// @param std the standard deviation, at least 0
  /// @return this
  public final Tensor normalInPlace(double mean, double std) {
    return normalInPlace(mean, std, Generator.root());
  }

  /// Draws new elements, normal.
  ///
  /// @param mean the mean
  /// @param std the standard deviation, at least 0
  /// @param generator where they are drawn from
  /// @return this
  public final Tensor normalInPlace(double mean, double std, Generator generator) {
    return drawn(t -> generator.fillNormal(t, mean, std));
  }

  /// Draws new elements, 1 with a probability, else 0, from the root generator.
  ///
  /// @param probability of a 1, in [0, 1]
  /// @return this
  public final Tensor bernoulliInPlace(double probability) {
    return bernoulliInPlace(probability, Generator.root());
  }

  /// Draws new elements, 1 with a probability, else 0.
  ///
  /// @param probability of a 1, in [0, 1]
  /// @param generator where they are drawn from
  /// @return this
  public final Tensor bernoulliInPlace(double probability, Generator generator) {
    return drawn(t -> generator.fillBernoulli(t, probability));
  }

  /// Draws into memory of its own and copies, so that libtorch sees the change: version count,
  /// autograd's checks, strides, devices.
  private Tensor drawn(Consumer<Tensor> fill) {
    try (Tensor fresh = TensorCreation.empty(dtype(), shape())) {
      fill.accept(fresh);
      return copyFrom(fresh);
    }
  }
}
