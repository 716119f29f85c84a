package org.nernst.neuron;

/// `1 / threshold` where `v >= threshold - window`, else 0. The window is in units of the membrane
/// potential. Source: Sinabs, activation.Heaviside.
///
/// @param window how far below the threshold the gradient starts
public record Heaviside(double window) implements Surrogate {
  /// Checks the argument.
  public Heaviside {
    Surrogates.finite("window", window);
  }

  /// Window 1.
  public Heaviside() {
    this(1);
  }

  @Override
  public Expr derivative(Expr v, Expr threshold) {
    return v.ge(threshold.minus(window)).dividedBy(threshold);
  }
}
