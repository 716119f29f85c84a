package org.nernst.neuron;

/// Random spikes whose probability grows with the distance `x = v - threshold`. Pair with the
/// surrogate of the same name:
///
/// ```java
/// Expr x = v.minus(threshold);
/// Expr z = Expr.spike(SpikeDraw.logistic(k).draw(x, 0), x, Surrogates.logistic(k).derivative(v, threshold));
/// ```
@FunctionalInterface
public interface SpikeDraw {
  /// {@return the probability of a spike}
  ///
  /// @param x distance of the membrane potential from the threshold
  Expr probability(Expr x);

  /// {@return 1 with the probability, else 0, without gradient}
  ///
  /// @param stream which sequence of random numbers: see [Expr#uniform]
  default Expr draw(Expr x, int stream) {
    return Expr.uniform(stream).lt(probability(x));
  }

  /// {@return probability `0.5 + 0.5 tanh(k x)`} Source: Norse, logistic_fn.
  ///
  /// @param k steepness
  static SpikeDraw logistic(double k) {
    Surrogates.finite("k", k);
    return x -> x.times(k).tanh().times(0.5).plus(0.5);
  }

  /// {@return probability `0.5 + 0.5 x / sqrt(x² + alpha²)`} Source: Norse, circ_dist_fn.
  ///
  /// @param alpha width, positive
  static SpikeDraw circDist(double alpha) {
    Surrogates.positive("alpha", alpha);
    return x -> x.dividedBy(x.times(x).plus(alpha * alpha).sqrt()).times(0.5).plus(0.5);
  }
}
