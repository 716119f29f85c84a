package org.nernst.engine.fused;

import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.nernst.neuron.BinaryOp;
import org.nernst.neuron.Expr;
import org.nernst.neuron.Graph;
import org.nernst.neuron.Leaf;
import org.nernst.neuron.Operation;
import org.nernst.tensor.DType;

/// Rewrites expressions to the operations that an [Emitter] has, with the values that libtorch
/// gives, and merges common subexpressions. What only matters to gradients is gone afterwards.
final class Lowering {
  private final DType dtype;

  private Lowering(DType dtype) {
    this.dtype = dtype;
  }

  /// {@return what takes each root's place, by identity}
  static Map<Expr, Expr> lower(Collection<Expr> roots, DType dtype) {
    Lowering lowering = new Lowering(dtype);
    Map<Expr, Expr> lowered = Graph.rewrite(roots, lowering::node);
    List<Expr> ends =
        roots.stream().map(root -> Objects.requireNonNull(lowered.get(root))).toList();
    Map<Expr, Expr> merged = Graph.merge(ends);
    IdentityHashMap<Expr, Expr> result = new IdentityHashMap<>();
    for (Expr root : roots) {
      result.put(root, Objects.requireNonNull(merged.get(lowered.get(root))));
    }
    return result;
  }

  /// Whether a value is 0 or 1 by comparison.
  static boolean isTruth(Expr node) {
    return node instanceof Operation.Binary b && b.op().isComparison();
  }

  private Expr node(Expr node, List<Expr> of) {
    return switch (node) {
      case Leaf leaf -> leaf;
      case Operation.Unary u -> unary(u, of.get(0), of);
      case Operation.Binary b -> binary(b, of);
      case Operation.Ternary t -> ternary(t, of);
      case Operation.Linear l -> throw new IllegalArgumentException("not element-wise: " + l);
    };
  }

  private Expr unary(Operation.Unary u, Expr x, List<Expr> of) {
    return switch (u.op()) {
      case NEG, ABS, EXP, LOG, TANH, SQRT -> Graph.rebuilt(u, of);
      case SIGN ->
          Expr.select(x.gt(0), Expr.constant(1), Expr.select(x.lt(0), Expr.constant(-1), zero()));
      case SIGMOID -> Expr.constant(1).dividedBy(x.neg().exp().plus(1));
      case FLOOR -> floor(x);
      case TRUNC -> trunc(x);
      case RELU -> x.max(0);
      case STEP -> x.gt(0);
      case STEP_INCLUSIVE -> x.ge(0);
      case DETACH -> x;
    };
  }

  private static Expr zero() {
    return Expr.constant(0);
  }

  /// Adding the power of two from which on every number is whole rounds to the nearest; what was
  /// rounded up is corrected. Infinities and NaN stay.
  private Expr trunc(Expr x) {
    double whole = dtype == DType.FLOAT32 ? 0x1p23 : 0x1p52;
    Expr size = x.abs();
    Expr rounded = size.plus(whole).minus(whole);
    Expr down = Expr.select(rounded.gt(size), rounded.minus(1), rounded);
    Expr result = Expr.select(size.lt(whole), down, size);
    return Expr.select(x.lt(0), result.neg(), result);
  }

  private Expr floor(Expr x) {
    Expr cut = trunc(x);
    return Expr.select(cut.gt(x), cut.minus(1), cut);
  }

  private Expr binary(Operation.Binary b, List<Expr> of) {
    return switch (b.op()) {
      case POW -> pow(b, of);
      case MIN -> bounded(BinaryOp.GT, Double.POSITIVE_INFINITY, b, of);
      case MAX -> bounded(BinaryOp.LT, Double.NEGATIVE_INFINITY, b, of);
      case DIVIDED_BY ->
          of.get(1) instanceof Leaf.Constant c && isPowerOfTwo(c.value(), dtype)
              ? of.get(0).times(1 / c.value())
              : Graph.rebuilt(b, of);
      default -> Graph.rebuilt(b, of);
    };
  }

  /// The smaller or larger of an expression and a number: two instructions instead of the five that
  /// treat zeros of both signs and NaN on both sides.
  private static Expr bounded(BinaryOp beyond, double never, Operation.Binary b, List<Expr> of) {
    Expr x = of.get(0);
    if (!(of.get(1) instanceof Leaf.Constant bound)
        || x instanceof Leaf.Constant
        || Double.isNaN(bound.value())) {
      return Graph.rebuilt(b, of);
    }
    if (bound.value() == never) {
      return x;
    }
    Expr isBeyond = beyond == BinaryOp.GT ? x.gt(bound) : x.lt(bound);
    return Expr.select(isBeyond, bound, x);
  }

  /// {@return whether dividing by the number and multiplying by its reciprocal give the same bits}
  static boolean isPowerOfTwo(double value, DType dtype) {
    double size = Math.abs(value);
    int exponent = Math.getExponent(size);
    int most = (dtype == DType.FLOAT32 ? Float.MAX_EXPONENT : Double.MAX_EXPONENT) - 1;
    return Math.abs(exponent) <= most && size == Math.scalb(1.0, exponent);
  }

  /// The exponents for which libtorch multiplies, and one and a half.
  private static Expr pow(Operation.Binary b, List<Expr> of) {
    Expr x = of.get(0);
    if (!(of.get(1) instanceof Leaf.Constant exponent)) {
      return Graph.rebuilt(b, of);
    }
    double e = exponent.value();
    if (e == 0.5) {
      return x.sqrt();
    } else if (e == 1) {
      return x;
    } else if (e == 2) {
      return x.times(x);
    } else if (e == 3) {
      return x.times(x).times(x);
    } else if (e == 1.5) {
      return x.times(x.sqrt());
    } else if (e == -0.5) {
      return Expr.constant(1).dividedBy(x.sqrt());
    } else if (e == -1) {
      return Expr.constant(1).dividedBy(x);
    } else if (e == -2) {
      return Expr.constant(1).dividedBy(x.times(x));
    }
    return Graph.rebuilt(b, of);
  }

  private Expr ternary(Operation.Ternary t, List<Expr> of) {
    return switch (t.op()) {
      case SELECT, BLEND -> select(of.get(0), of.get(1), of.get(2));
      case CLAMP -> clamp(of.get(0), of.get(1), of.get(2));
      case SPIKE -> of.get(0);
    };
  }

  private Expr clamp(Expr x, Expr low, Expr high) {
    Expr above = node(x.max(low), List.of(x, low));
    return node(above.min(high), List.of(above, high));
  }

  /// Whether x >= -infinity, which says that x isn't NaN, and the other truth says it too.
  private static boolean isImplied(Expr first, Expr second) {
    return first instanceof Operation.Binary atLeast
        && atLeast.op() == BinaryOp.GE
        && atLeast.right() instanceof Leaf.Constant bound
        && bound.value() == Double.NEGATIVE_INFINITY
        && second instanceof Operation.Binary other
        && other.op() == BinaryOp.LE
        && other.left() == atLeast.left();
  }

  private static Expr select(Expr condition, Expr a, Expr b) {
    if (condition instanceof Operation.Binary both
        && both.op() == BinaryOp.TIMES
        && isTruth(both.left())
        && isTruth(both.right())) {
      return isImplied(both.left(), both.right())
          ? Expr.select(both.right(), a, b)
          : Expr.select(both.left(), Expr.select(both.right(), a, b), b);
    }
    return Expr.select(isTruth(condition) ? condition : condition.ne(0), a, b);
  }
}
