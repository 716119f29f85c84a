package org.nernst.neuron;

import java.util.List;
import java.util.Map;

/// Evaluates expressions for one neuron in plain Java: what the engines are compared with.
public final class ScalarOracle {
  private final Map<String, Double> leaves;
  private final boolean single;

  private ScalarOracle(Map<String, Double> leaves, boolean single) {
    this.leaves = leaves;
    this.single = single;
  }

  /// {@return the value in double precision}
  ///
  /// @param leaves values of inputs, states, parameters and `dt` by name
  public static double value(Expr expr, Map<String, Double> leaves) {
    return new ScalarOracle(leaves, false).value(expr);
  }

  /// {@return the value when every operation is rounded to single precision}
  public static float singleValue(Expr expr, Map<String, Double> leaves) {
    return (float) new ScalarOracle(leaves, true).value(expr);
  }

  private double rounded(double x) {
    return single ? (float) x : x;
  }

  private double leaf(String name) {
    Double value = leaves.get(name);
    if (value == null) {
      throw new IllegalArgumentException("no value of " + name);
    }
    return rounded(value);
  }

  private double value(Expr expr) {
    List<Expr> of = expr.operands();
    return switch (expr) {
      case Leaf.Constant c -> rounded(c.value());
      case Leaf.Dt _ -> leaf("dt");
      case Leaf.InputRef i -> leaf(i.inputName());
      case Leaf.StateRef s -> leaf(s.stateName());
      case Leaf.ParamRef p -> leaf(p.paramName());
      case Leaf.Uniform u -> throw new IllegalArgumentException("random: " + u);
      case Operation.Unary u -> rounded(unary(u.op(), value(u.operand())));
      case Operation.Binary b -> rounded(binary(b.op(), value(b.left()), value(b.right())));
      case Operation.Ternary t ->
          switch (t.op()) {
            case SELECT, BLEND -> value(value(of.get(0)) != 0 ? of.get(1) : of.get(2));
            case CLAMP -> Math.min(Math.max(value(of.get(0)), value(of.get(1))), value(of.get(2)));
            case SPIKE -> value(of.get(0));
          };
      case Operation.Linear l -> throw new IllegalArgumentException("not scalar: " + l);
    };
  }

  private static double unary(UnaryOp op, double x) {
    return switch (op) {
      case NEG -> -x;
      case ABS -> Math.abs(x);
      case SIGN -> Math.signum(x);
      case EXP -> Math.exp(x);
      case LOG -> Math.log(x);
      case TANH -> Math.tanh(x);
      case SIGMOID -> 1 / (1 + Math.exp(-x));
      case SQRT -> Math.sqrt(x);
      case FLOOR -> Math.floor(x);
      case TRUNC -> x < 0 ? Math.ceil(x) : Math.floor(x);
      case RELU -> Math.max(x, 0);
      case STEP -> x > 0 ? 1 : 0;
      case STEP_INCLUSIVE -> x >= 0 ? 1 : 0;
      case DETACH -> x;
    };
  }

  private static double binary(BinaryOp op, double a, double b) {
    return switch (op) {
      case PLUS -> a + b;
      case MINUS -> a - b;
      case TIMES -> a * b;
      case DIVIDED_BY -> a / b;
      case POW -> Math.pow(a, b);
      case MIN -> Math.min(a, b);
      case MAX -> Math.max(a, b);
      case GT -> a > b ? 1 : 0;
      case GE -> a >= b ? 1 : 0;
      case LT -> a < b ? 1 : 0;
      case LE -> a <= b ? 1 : 0;
      case EQ -> a == b ? 1 : 0;
      case NE -> a != b ? 1 : 0;
    };
  }
}
