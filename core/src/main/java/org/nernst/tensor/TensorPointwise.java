package org.nernst.tensor;

import org.bytedeco.pytorch.global.torch;

/// Functions of one element at a time.
abstract sealed class TensorPointwise extends TensorArithmetic permits TensorComparison {
  TensorPointwise(org.bytedeco.pytorch.Tensor handle) {
    super(handle);
  }

  /// The negative.
  ///
  /// @return this shape
  public final Tensor neg() {
    return call1("neg", () -> torch().neg());
  }

  /// The absolute value; its derivative at 0 is 0.
  ///
  /// @return this shape
  public final Tensor abs() {
    return call1("abs", () -> torch().abs());
  }

  /// -1, 0 or 1; NaN becomes 0.
  ///
  /// @return this shape
  public final Tensor sign() {
    return call1("sign", () -> torch().sign());
  }

  /// The exponential function.
  ///
  /// @return this shape
  public final Tensor exp() {
    return call1("exp", () -> torch().exp());
  }

  /// The natural logarithm.
  ///
  /// @return this shape
  public final Tensor log() {
    return call1("log", () -> torch().log());
  }

  /// `log(1 + x)`, exact near 0.
  ///
  /// @return this shape
  public final Tensor log1p() {
    return call1("log1p", () -> torch().log1p());
  }

  /// `exp(x) - 1`, exact near 0.
  ///
  /// @return this shape
  public final Tensor expm1() {
    return call1("expm1", () -> torch().expm1());
  }

  /// The square root.
  ///
  /// @return this shape
  public final Tensor sqrt() {
    return call1("sqrt", () -> torch().sqrt());
  }

  /// The reciprocal of the square root.
  ///
  /// @return this shape
  public final Tensor rsqrt() {
    return call1("rsqrt", () -> torch().rsqrt());
  }

  /// The square.
  ///
  /// @return this shape
  public final Tensor square() {
    return call1("square", () -> torch().square());
  }

  /// The sine of an angle in radians.
  ///
  /// @return this shape
  public final Tensor sin() {
    return call1("sin", () -> torch().sin());
  }

  /// The cosine of an angle in radians.
  ///
  /// @return this shape
  public final Tensor cos() {
    return call1("cos", () -> torch().cos());
  }

  /// The hyperbolic tangent.
  ///
  /// @return this shape
  public final Tensor tanh() {
    return call1("tanh", () -> torch().tanh());
  }

  /// The logistic function `1 / (1 + exp(-x))`.
  ///
  /// @return this shape
  public final Tensor sigmoid() {
    return call1("sigmoid", () -> torch().sigmoid());
  }

  /// `max(x, 0)`; its derivative at 0 is 0.
  ///
  /// @return this shape
  public final Tensor relu() {
    return call1("relu", () -> torch().relu());
  }

  /// The error function.
  ///
  /// @return this shape
  public final Tensor erf() {
    return call1("erf", () -> torch().erf());
  }

  /// Rounded towards minus infinity; no gradient.
  ///
  /// @return this shape
  public final Tensor floor() {
    return call1("floor", () -> torch().floor());
  }

  /// Rounded towards plus infinity; no gradient.
  ///
  /// @return this shape
  public final Tensor ceil() {
    return call1("ceil", () -> torch().ceil());
  }

  /// Rounded to the nearest integer, ties to even; no gradient.
  ///
  /// @return this shape
  public final Tensor round() {
    return call1("round", () -> torch().round());
  }

  /// Rounded towards 0; no gradient.
  ///
  /// @return this shape
  public final Tensor trunc() {
    return call1("trunc", () -> torch().trunc());
  }

  /// The part after the point, with the sign of the number.
  ///
  /// @return this shape
  public final Tensor frac() {
    return call1("frac", () -> torch().frac());
  }

  /// `1 / x`.
  ///
  /// @return this shape
  public final Tensor reciprocal() {
    return call1("reciprocal", () -> torch().reciprocal());
  }

  /// The Gaussian error linear unit, `x * (1 + erf(x / sqrt(2))) / 2`.
  ///
  /// @return this shape
  public final Tensor gelu() {
    return call1("gelu", () -> torch.gelu(torch()));
  }

  /// `log(1 + exp(x))`; x itself above 20.
  ///
  /// @return this shape
  public final Tensor softplus() {
    return call1("softplus", () -> torch.softplus(torch()));
  }

  /// Limits every element to an interval; the derivative is 1 inside and at its bounds, 0 outside.
  ///
  /// @param min the lower bound
  /// @param max the upper bound
  /// @return this shape
  /// @throws IllegalArgumentException if min is above max
  public final Tensor clamp(double min, double max) {
    if (min > max) {
      throw new IllegalArgumentException("expected min <= max, got " + min + " and " + max);
    }
    return call1(
        "clamp", () -> torch().clamp(Natives.scalarOptional(min), Natives.scalarOptional(max)));
  }

  /// Raises every element to at least a bound.
  ///
  /// @param min the lower bound
  /// @return this shape
  public final Tensor clampMin(double min) {
    return call1("clampMin", () -> torch().clamp_min(Natives.scalar(min)));
  }

  /// Lowers every element to at most a bound.
  ///
  /// @param max the upper bound
  /// @return this shape
  public final Tensor clampMax(double max) {
    return call1("clampMax", () -> torch().clamp_max(Natives.scalar(max)));
  }

  /// Raises every element to at least that of another tensor.
  ///
  /// @param min of a shape that broadcasts with this one's
  /// @return the common shape
  public final Tensor clampMin(Tensor min) {
    return call2("clampMin", min, () -> torch().clamp_min(min.torch()));
  }

  /// Lowers every element to at most that of another tensor.
  ///
  /// @param max of a shape that broadcasts with this one's
  /// @return the common shape
  public final Tensor clampMax(Tensor max) {
    return call2("clampMax", max, () -> torch().clamp_max(max.torch()));
  }
}
