package org.nernst.neuron;

/// Element-wise functions of one expression. Each constant's text gives the derivative `d` by the
/// operand `x` that every engine uses, ties included; `y` is the value.
public enum UnaryOp {
  /// `-x`; d = -1.
  NEG,
  /// `|x|`; d = sign(x), so 0 at 0.
  ABS,
  /// -1, 0 or 1; d = 0.
  SIGN,
  /// `e^x`; d = y.
  EXP,
  /// Natural logarithm; d = 1/x.
  LOG,
  /// Hyperbolic tangent; d = 1 - y².
  TANH,
  /// `1/(1 + e^-x)`; d = y(1 - y).
  SIGMOID,
  /// Square root; d = 1/(2y).
  SQRT,
  /// Largest whole number not above x; d = 0.
  FLOOR,
  /// Whole part of x, towards zero; d = 0.
  TRUNC,
  /// `max(x, 0)`, NaN stays NaN; d = 1 where y > 0 or y is NaN, else 0: 0 at 0.
  RELU,
  /// 1 where x > 0, else 0 (NaN gives 0); no gradient.
  STEP,
  /// 1 where x >= 0, else 0 (NaN gives 0); no gradient.
  STEP_INCLUSIVE,
  /// `x`; no gradient.
  DETACH
}
