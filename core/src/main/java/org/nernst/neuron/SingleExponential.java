package org.nernst.neuron;

/// `(gradScale / w) exp(-|v - threshold| / w)` with `w = threshold * gradWidth`. The peak, at the
/// threshold, is `gradScale / w`: 2 with the defaults and threshold 1. Source: Sinabs,
/// activation.SingleExponential.
///
/// @param gradWidth width in units of the threshold, positive
/// @param gradScale factor
public record SingleExponential(double gradWidth, double gradScale) implements Surrogate {
  /// Checks the arguments.
  public SingleExponential {
    Surrogates.positive("gradWidth", gradWidth);
    Surrogates.finite("gradScale", gradScale);
  }

  /// Width 0.5, scale 1.
  public SingleExponential() {
    this(0.5, 1);
  }

  @Override
  public Expr derivative(Expr v, Expr threshold) {
    Expr width = threshold.times(gradWidth);
    return Expr.constant(gradScale)
        .dividedBy(width)
        .times(v.minus(threshold).abs().neg().dividedBy(width).exp());
  }
}
