package org.nernst.engine.fused;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.ToDoubleFunction;
import org.nernst.neuron.Expr;
import org.nernst.neuron.Graph;
import org.nernst.neuron.Leaf;
import org.nernst.neuron.Operation;
import org.nernst.tensor.DType;

/// Values of lowered expressions that are the same for all neurons and steps, each rounded to the
/// dtype of the computation before the next operation.
final class Uniforms {
  private final boolean single;
  private final List<Expr> order;
  private final int[][] operands;
  private final int[] roots;

  Uniforms(List<Expr> wanted, DType dtype) {
    single = dtype == DType.FLOAT32;
    order = Graph.order(wanted);
    Map<Expr, Integer> numbers = new HashMap<>();
    order.forEach(node -> numbers.put(node, numbers.size()));
    operands =
        order.stream()
            .map(node -> node.operands().stream().mapToInt(numbers::get).toArray())
            .toArray(int[][]::new);
    roots = wanted.stream().mapToInt(root -> Objects.requireNonNull(numbers.get(root))).toArray();
  }

  /// {@return the value of each expression}
  ///
  /// @param leaf the number behind dt and each parameter
  double[] evaluate(ToDoubleFunction<Leaf> leaf) {
    double[] values = new double[operands.length];
    for (int n = 0; n < values.length; n++) {
      values[n] = round(value(order.get(n), operands[n], values, leaf));
    }
    double[] result = new double[roots.length];
    for (int r = 0; r < roots.length; r++) {
      result[r] = values[roots[r]];
    }
    return result;
  }

  private double round(double value) {
    return single ? (float) value : value;
  }

  // Each operation on floats, done in double and rounded once, has the bits of the float operation.
  private static double value(Expr node, int[] of, double[] values, ToDoubleFunction<Leaf> leaf) {
    return switch (node) {
      case Leaf.Constant c -> c.value();
      case Leaf l -> leaf.applyAsDouble(l);
      case Operation.Unary u -> unary(u, values[of[0]]);
      case Operation.Binary b -> binary(b, values[of[0]], values[of[1]]);
      case Operation.Ternary t -> {
        // lowered: the only one left is select
        if (t.op() != org.nernst.neuron.TernaryOp.SELECT) {
          throw new IllegalStateException("not lowered: " + t);
        }
        yield values[of[0]] != 0 ? values[of[1]] : values[of[2]];
      }
      case Operation.Linear l -> throw new IllegalStateException("not element-wise: " + l);
    };
  }

  private static double unary(Operation.Unary u, double x) {
    return switch (u.op()) {
      case NEG -> -x;
      case ABS -> Math.abs(x);
      case EXP -> Math.exp(x);
      case LOG -> Math.log(x);
      case TANH -> Math.tanh(x);
      case SQRT -> Math.sqrt(x);
      case SIGN, SIGMOID, FLOOR, TRUNC, RELU, STEP, STEP_INCLUSIVE, DETACH ->
          throw new IllegalStateException("not lowered: " + u);
    };
  }

  private static double binary(Operation.Binary node, double a, double b) {
    return switch (node.op()) {
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
