package org.nernst.neuron;

import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Reverse-mode differentiation of expressions to expressions: from the gradients that arrive at
/// some nodes to those that leave by the leaves. The rules are those of [UnaryOp], [BinaryOp] and
/// [TernaryOp], ties included, and are evaluated in the order in which libtorch evaluates them.
///
/// The result shares the nodes of the forward graph whose values it needs. What reaches none of the
/// wanted leaves isn't built.
public final class Gradients {
  private final Set<Expr> reaching = Collections.newSetFromMap(new IdentityHashMap<>());
  private final IdentityHashMap<Expr, Expr> gradients = new IdentityHashMap<>();

  private Gradients() {}

  /// {@return a stand-in for a gradient that arrives from outside, to seed [#of]}
  ///
  /// @param name by which it prints
  public static Leaf.InputRef arriving(String name) {
    return new Leaf.InputRef(name);
  }

  /// {@return the gradient of each wanted leaf that one reaches}
  ///
  /// @param seeds gradient that arrives at each node
  /// @param wanted inputs, states and parameters
  /// @throws IllegalArgumentException for a graph with linear maps, which aren't element-wise
  public static Map<Expr, Expr> of(Map<Expr, Expr> seeds, Collection<? extends Expr> wanted) {
    Gradients pass = new Gradients();
    List<Expr> order = Graph.order(seeds.keySet());
    pass.markReaching(order, wanted);
    seeds.forEach(pass::add);
    for (int n = order.size() - 1; n >= 0; n--) {
      Expr node = order.get(n);
      Expr gradient = pass.gradients.get(node);
      if (gradient != null) {
        pass.propagate(node, gradient);
      }
    }
    IdentityHashMap<Expr, Expr> result = new IdentityHashMap<>();
    for (Expr leaf : wanted) {
      Expr gradient = pass.gradients.get(leaf);
      if (gradient != null) {
        result.put(leaf, gradient);
      }
    }
    return result;
  }

  /// {@return the nodes of a model at which an arriving gradient can reach a wanted one, over time}
  ///
  /// @param inputs wanted
  /// @param states given by the caller and wanted
  /// @param missing states whose initial values are the model's, so that their gradients go on to
  ///   parameters
  /// @param params wanted
  /// @param manySteps whether a gradient can go from a state to the step before
  public static Set<Expr> reaching(
      NeuronModel model,
      Set<String> inputs,
      Set<String> states,
      Set<String> missing,
      Set<String> params,
      boolean manySteps) {
    Gradients pass = new Gradients();
    List<Expr> order = Graph.order(model.roots());
    Set<String> open = new HashSet<>(states);
    int before;
    do {
      before = pass.reaching.size() + open.size();
      List<Expr> wanted =
          order.stream()
              .filter(
                  node ->
                      switch (node) {
                        case Leaf.InputRef i -> inputs.contains(i.inputName());
                        case Leaf.StateRef s -> open.contains(s.stateName());
                        case Leaf.ParamRef p -> params.contains(p.paramName());
                        default -> false;
                      })
              .toList();
      pass.markReaching(order, wanted);
      for (NeuronModel.State state : model.states()) {
        boolean first = missing.contains(state.name()) && pass.reaching.contains(state.initially());
        boolean later = manySteps && pass.reaching.contains(model.next().get(state.name()));
        if (first || later) {
          open.add(state.name());
        }
      }
    } while (pass.reaching.size() + open.size() > before);
    return pass.reaching;
  }

  private void markReaching(List<Expr> order, Collection<? extends Expr> wanted) {
    Set<Expr> leaves = Collections.newSetFromMap(new IdentityHashMap<>());
    leaves.addAll(wanted);
    for (Expr node : order) {
      boolean reaches = leaves.contains(node);
      for (Expr operand : differentiable(node)) {
        reaches |= reaching.contains(operand);
      }
      if (reaches) {
        reaching.add(node);
      }
    }
  }

  /// The operands that a gradient arriving at the node can go to.
  private static List<Expr> differentiable(Expr node) {
    return switch (node) {
      case Leaf _ -> List.of();
      case Operation.Unary u ->
          switch (u.op()) {
            case STEP, STEP_INCLUSIVE, DETACH, FLOOR, TRUNC, SIGN -> List.of();
            case NEG, ABS, EXP, LOG, TANH, SIGMOID, SQRT, RELU -> u.operands();
          };
      case Operation.Binary b -> b.op().isComparison() ? List.of() : b.operands();
      case Operation.Ternary t ->
          switch (t.op()) {
            case SELECT -> List.of(t.second(), t.third());
            case BLEND, CLAMP -> t.operands();
            case SPIKE -> isConstant(t.third(), 0) ? List.of() : List.of(t.second());
          };
      case Operation.Linear l ->
          throw new IllegalArgumentException(
              "expected an element-wise graph, got linear(" + l.weightName() + ", ...)");
    };
  }

  private void add(Expr node, Expr gradient) {
    if (reaching.contains(node)) {
      gradients.merge(node, gradient, Expr::plus);
    }
  }

  private boolean wants(Expr operand) {
    return reaching.contains(operand);
  }

  private void propagate(Expr node, Expr g) {
    switch (node) {
      case Leaf _ -> {}
      case Operation.Unary u -> unary(u, g);
      case Operation.Binary b -> binary(b, g);
      case Operation.Ternary t -> ternary(t, g);
      case Operation.Linear l -> throw new IllegalArgumentException("not element-wise: " + l);
    }
  }

  private void unary(Operation.Unary y, Expr g) {
    Expr x = y.operand();
    switch (y.op()) {
      case NEG -> add(x, g.neg());
      case ABS -> add(x, g.times(x.sign()));
      case EXP -> add(x, g.times(y));
      case LOG -> add(x, g.dividedBy(x));
      case TANH -> add(x, g.times(Expr.constant(1).minus(y.times(y))));
      case SIGMOID -> add(x, g.times(Expr.constant(1).minus(y)).times(y));
      case SQRT -> add(x, g.dividedBy(y.times(2)));
      case RELU -> add(x, Expr.select(y.le(0), Expr.constant(0), g));
      case SIGN, FLOOR, TRUNC, STEP, STEP_INCLUSIVE, DETACH -> {}
    }
  }

  private void binary(Operation.Binary y, Expr g) {
    Expr a = y.left();
    Expr b = y.right();
    switch (y.op()) {
      case PLUS -> {
        add(a, g);
        add(b, g);
      }
      case MINUS -> {
        add(a, g);
        add(b, g.neg());
      }
      case TIMES -> {
        add(a, times(g, b));
        add(b, times(g, a));
      }
      case DIVIDED_BY -> {
        add(a, g.dividedBy(b));
        if (wants(b)) {
          add(b, g.neg().times(y.dividedBy(b)));
        }
      }
      case POW -> pow(y, a, b, g);
      case MIN -> {
        add(a, tied(g, a, b, a.gt(b)));
        add(b, tied(g, a, b, a.lt(b)));
      }
      case MAX -> {
        add(a, tied(g, a, b, a.lt(b)));
        add(b, tied(g, a, b, a.gt(b)));
      }
      case GT, GE, LT, LE, EQ, NE -> {}
    }
  }

  private static Expr times(Expr g, Expr factor) {
    return isConstant(factor, 1) ? g : g.times(factor);
  }

  /// Half on a tie, nothing to the loser.
  private static Expr tied(Expr g, Expr a, Expr b, Expr lost) {
    return Expr.select(a.eq(b), g.times(0.5), Expr.select(lost, Expr.constant(0), g));
  }

  private void pow(Expr y, Expr a, Expr b, Expr g) {
    if (b instanceof Leaf.Constant exponent) {
      if (exponent.value() != 0) {
        add(a, g.times(b.times(power(a, exponent.value() - 1))));
      }
      return;
    }
    if (wants(a)) {
      Expr slope = g.times(b.times(a.pow(b.minus(1))));
      add(a, Expr.select(b.eq(0), Expr.constant(0), slope));
    }
    if (wants(b)) {
      Expr slope = g.times(y.times(a.log()));
      add(b, Expr.select(a.eq(0).times(b.ge(0)), Expr.constant(0), slope));
    }
  }

  private static Expr power(Expr a, double exponent) {
    return exponent == 1 ? a : a.pow(exponent);
  }

  private void ternary(Operation.Ternary t, Expr g) {
    Expr first = t.first();
    Expr second = t.second();
    Expr third = t.third();
    switch (t.op()) {
      case SELECT -> {
        add(second, Expr.select(first, g, Expr.constant(0)));
        add(third, Expr.select(first, Expr.constant(0), g));
      }
      case BLEND -> blend(first, second, third, g);
      case CLAMP -> clamp(first, second, third, g);
      case SPIKE -> {
        if (wants(second) && !isConstant(third, 0)) {
          add(second, g.times(third));
        }
      }
    }
  }

  private void blend(Expr z, Expr a, Expr b, Expr g) {
    if (wants(z)) {
      add(z, g.times(a.minus(b)));
    }
    if (!wants(z) && isTruth(z)) {
      // a spike without gradient only chooses: an infinite gradient doesn't become NaN
      add(a, Expr.select(z, g, Expr.constant(0)));
      add(b, Expr.select(z, Expr.constant(0), g));
      return;
    }
    add(a, g.times(z));
    add(b, g.times(Expr.constant(1).minus(z)));
  }

  private void clamp(Expr x, Expr low, Expr high, Expr g) {
    if (low instanceof Leaf.Constant l
        && high instanceof Leaf.Constant h
        && l.value() <= h.value()) {
      add(x, Expr.select(x.ge(low).times(x.le(high)), g, Expr.constant(0)));
      return;
    }
    Expr raised = x.max(low);
    Expr inner = Expr.select(raised.le(high), g, Expr.constant(0));
    add(high, Expr.select(raised.gt(high), g, Expr.constant(0)));
    add(x, Expr.select(x.ge(low), inner, Expr.constant(0)));
    add(low, Expr.select(x.lt(low), inner, Expr.constant(0)));
  }

  /// Whether a value is known to be 0 or 1.
  static boolean isTruth(Expr z) {
    Expr value = z;
    while (true) {
      Expr inner = inner(value);
      if (inner == null) {
        return value instanceof Operation.Binary b && b.op().isComparison()
            || value instanceof Operation.Unary u
                && (u.op() == UnaryOp.STEP || u.op() == UnaryOp.STEP_INCLUSIVE);
      }
      value = inner;
    }
  }

  private static @Nullable Expr inner(Expr value) {
    return switch (value) {
      case Operation.Unary u when u.op() == UnaryOp.DETACH -> u.operand();
      case Operation.Ternary t when t.op() == TernaryOp.SPIKE -> t.first();
      default -> null;
    };
  }

  static boolean isConstant(Expr expr, double value) {
    return expr instanceof Leaf.Constant c && c.value() == value;
  }
}
