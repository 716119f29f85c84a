package org.nernst.neuron;

/// Functions of three expressions.
public enum TernaryOp {
  /// `select(condition, a, b)`: a where the condition isn't 0, else b. The gradient goes to the
  /// chosen one; the condition gets none.
  SELECT,
  /// `blend(z, a, b)`: a where z isn't 0, else b, and the derivatives of `z*a + (1-z)*b`: `a - b`
  /// by z, `z` by a, `1 - z` by b.
  BLEND,
  /// `clamp(x, low, high)`: x limited to the interval; d by x = 1 inside and at the bounds, 0
  /// outside; a bound gets the gradient where it is taken (where x lies strictly beyond it). Where
  /// low > high the value is high.
  CLAMP,
  /// `spike(forward, argument, derivative)`: the value of forward; a gradient g leaves towards the
  /// argument as `derivative * g`. Forward and derivative get none: the derivative counts as a
  /// constant.
  SPIKE
}
