package org.nernst.neuron;

/// `gradScale [(1 + h) N(x; mu, sigma) - h N(x; sigma, s sigma) - h N(x; -sigma, s sigma)]` with `x
/// = v - threshold`: a peak with two broad negative lobes, so that it can be negative. The lobes
/// don't move with mu. Source: Sinabs, activation.MultiGaussian, after Yin, Corradi and Bohté
/// (2021).
///
/// @param mu where the peak lies, from the threshold
/// @param sigma width of the peak in units of the membrane potential, positive
/// @param h weight of each lobe
/// @param s width of the lobes in units of sigma, positive
/// @param gradScale factor
public record MultiGaussian(double mu, double sigma, double h, double s, double gradScale)
    implements Surrogate {
  /// Checks the arguments.
  public MultiGaussian {
    Surrogates.finite("mu", mu);
    Surrogates.positive("sigma", sigma);
    Surrogates.finite("h", h);
    Surrogates.positive("s", s);
    Surrogates.finite("gradScale", gradScale);
  }

  /// Peak at the threshold, sigma 0.5, h 0.15, s 6, scale 1.
  public MultiGaussian() {
    this(0, 0.5, 0.15, 6, 1);
  }

  @Override
  public Expr derivative(Expr v, Expr threshold) {
    Expr x = v.minus(threshold);
    Expr peak = Gaussian.density(x, mu, sigma).times(1 + h);
    Expr right = Gaussian.density(x, sigma, s * sigma).times(h);
    Expr left = Gaussian.density(x, -sigma, s * sigma).times(h);
    return peak.minus(right).minus(left).times(gradScale);
  }
}
