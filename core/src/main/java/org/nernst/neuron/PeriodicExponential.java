package org.nernst.neuron;

/// `gradScale exp(-|d| / gradWidth)`, where d is `v - threshold` below the threshold and above it a
/// distance with the threshold's period, `threshold (2 frac(v/threshold - 1/2) - 1)`: peaks of
/// gradScale at every positive multiple of the threshold. It goes with [MultiSpike]. Source:
/// Sinabs, activation.PeriodicExponential.
///
/// @param gradWidth width in units of the membrane potential, positive
/// @param gradScale factor
public record PeriodicExponential(double gradWidth, double gradScale) implements Surrogate {
  /// Checks the arguments.
  public PeriodicExponential {
    Surrogates.positive("gradWidth", gradWidth);
    Surrogates.finite("gradScale", gradScale);
  }

  /// Width 0.5, scale 1.
  public PeriodicExponential() {
    this(0.5, 1);
  }

  @Override
  public Expr derivative(Expr v, Expr threshold) {
    Expr phase = v.dividedBy(threshold).minus(0.5);
    Expr above = phase.minus(phase.trunc()).times(2).minus(1).times(threshold);
    Expr distance = Expr.select(v.lt(threshold), v.minus(threshold), above);
    return distance.abs().neg().dividedBy(gradWidth).exp().times(gradScale);
  }
}
