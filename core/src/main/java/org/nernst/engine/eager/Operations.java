package org.nernst.engine.eager;

import org.nernst.neuron.Expr;
import org.nernst.neuron.Leaf;
import org.nernst.neuron.Operation;
import org.nernst.tensor.Tensor;

/// The libtorch operation of each element-wise operation whose value isn't 0 or 1.
final class Operations {
  private Operations() {}

  static Tensor unary(Operation.Unary u, Tensor x) {
    return switch (u.op()) {
      case NEG -> x.neg();
      case ABS -> x.abs();
      case SIGN -> x.sign();
      case EXP -> x.exp();
      case LOG -> x.log();
      case TANH -> x.tanh();
      case SIGMOID -> x.sigmoid();
      case SQRT -> x.sqrt();
      case FLOOR -> x.floor();
      case TRUNC -> x.trunc();
      case RELU -> x.relu();
      case STEP, STEP_INCLUSIVE, DETACH -> throw new IllegalArgumentException("not here: " + u);
    };
  }

  static Tensor binary(Operation.Binary b, Tensor left, Tensor right) {
    return switch (b.op()) {
      case PLUS -> left.add(right);
      case MINUS -> left.sub(right);
      case TIMES -> left.mul(right);
      case DIVIDED_BY -> left.div(right);
      case POW -> b.right() instanceof Leaf.Constant c ? left.pow(c.value()) : left.pow(right);
      case MIN -> Tensor.minimum(left, right);
      case MAX -> Tensor.maximum(left, right);
      case GT, GE, LT, LE, EQ, NE -> throw new IllegalArgumentException("not here: " + b);
    };
  }

  static Tensor clamp(Operation.Ternary t, Tensor x, Tensor low, Tensor high) {
    Expr lowest = t.second();
    Expr highest = t.third();
    if (lowest instanceof Leaf.Constant l
        && highest instanceof Leaf.Constant h
        && l.value() <= h.value()) {
      // one bound is cheaper, above all in the backward pass
      return l.value() == Double.NEGATIVE_INFINITY
          ? x.clampMax(h.value())
          : x.clamp(l.value(), h.value());
    }
    return x.clampMin(low).clampMax(high);
  }

  /// True where a comparison or a step gives 1.
  static Tensor truth(Expr node, Tensor left, Tensor right) {
    return switch (node) {
      case Operation.Unary u ->
          switch (u.op()) {
            case STEP -> left.gt(0);
            case STEP_INCLUSIVE -> left.ge(0);
            default -> throw new IllegalArgumentException("no comparison: " + u);
          };
      case Operation.Binary b ->
          switch (b.op()) {
            case GT -> left.gt(right);
            case GE -> left.ge(right);
            case LT -> left.lt(right);
            case LE -> left.le(right);
            case EQ -> left.eq(right);
            case NE -> left.ne(right);
            default -> throw new IllegalArgumentException("no comparison: " + b);
          };
      default -> throw new IllegalArgumentException("no comparison: " + node);
    };
  }

  /// Whether a node's value is the truth of a comparison.
  static boolean isTruth(Expr node) {
    return switch (node) {
      case Operation.Unary u ->
          switch (u.op()) {
            case STEP, STEP_INCLUSIVE -> true;
            default -> false;
          };
      case Operation.Binary b -> b.op().isComparison();
      default -> false;
    };
  }
}
