package org.nernst.neuron;

/// `gradScale N(v - threshold; mu, sigma)`, the density of a normal distribution. Source: Sinabs,
/// activation.Gaussian.
///
/// @param mu where the peak lies, from the threshold
/// @param sigma width in units of the membrane potential, positive
/// @param gradScale factor
public record Gaussian(double mu, double sigma, double gradScale) implements Surrogate {
  /// Checks the arguments.
  public Gaussian {
    Surrogates.finite("mu", mu);
    Surrogates.positive("sigma", sigma);
    Surrogates.finite("gradScale", gradScale);
  }

  /// Peak at the threshold, width 0.5, scale 1.
  public Gaussian() {
    this(0, 0.5, 1);
  }

  @Override
  public Expr derivative(Expr v, Expr threshold) {
    return density(v.minus(threshold), mu, sigma).times(gradScale);
  }

  static Expr density(Expr x, double mu, double sigma) {
    Expr centred = mu == 0 ? x : x.minus(mu);
    return centred
        .times(centred)
        .dividedBy(-2 * sigma * sigma)
        .exp()
        .times(1 / (sigma * Math.sqrt(2 * Math.PI)));
  }
}
