package org.nernst.neuron;

/// What stands in for the derivative of the spike by the membrane potential. A user's own is a
/// lambda:
///
/// ```java
/// Surrogate boxcar = (v, threshold) -> v.minus(threshold).abs().lt(0.5);
/// ```
@FunctionalInterface
public interface Surrogate {
  /// {@return the derivative of the spike by v}
  ///
  /// @param v membrane potential before the reset
  /// @param threshold at which a neuron spikes
  Expr derivative(Expr v, Expr threshold);

  /// {@return the surrogate gradient whose argument is `v - threshold`, so that v and the threshold
  /// both receive it, as in Norse}
  default SurrogateGradient at(Expr v, Expr threshold) {
    return new SurrogateGradient(v.minus(threshold), derivative(v, threshold));
  }
}
