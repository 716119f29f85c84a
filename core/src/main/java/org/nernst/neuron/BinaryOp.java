package org.nernst.neuron;

/// Element-wise functions of two expressions, `a` and `b`, broadcast against each other. Each
/// constant's text gives the derivatives that every engine uses; `y` is the value.
public enum BinaryOp {
  /// `a + b`; 1 and 1.
  PLUS("+"),
  /// `a - b`; 1 and -1.
  MINUS("-"),
  /// `a * b`; b and a.
  TIMES("*"),
  /// `a / b`; 1/b and -a/b² (evaluated as -(a/b)/b).
  DIVIDED_BY("/"),
  /// `a^b`; b·a^(b-1) (0 where b = 0) and y·log(a) (0 where a = 0 and b >= 0).
  POW("^"),
  /// The smaller, NaN if either is; the gradient goes to the smaller, half to each on a tie.
  MIN("min"),
  /// The larger, NaN if either is; the gradient goes to the larger, half to each on a tie.
  MAX("max"),
  /// 1 where a > b, else 0; no gradient, like all comparisons.
  GT(">"),
  /// 1 where a >= b, else 0.
  GE(">="),
  /// 1 where a < b, else 0.
  LT("<"),
  /// 1 where a <= b, else 0.
  LE("<="),
  /// 1 where a = b, else 0.
  EQ("=="),
  /// 1 where a differs from b, else 0.
  NE("!=");

  private final String symbol;

  BinaryOp(String symbol) {
    this.symbol = symbol;
  }

  /// {@return the sign written between the operands, or the name of the function}
  public String symbol() {
    return symbol;
  }

  /// {@return whether the value is 0 or 1 by comparison and carries no gradient}
  public boolean isComparison() {
    return switch (this) {
      case GT, GE, LT, LE, EQ, NE -> true;
      case PLUS, MINUS, TIMES, DIVIDED_BY, POW, MIN, MAX -> false;
    };
  }
}
