package org.nernst.neuron;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/// Prints expressions as text. Every association is shown by parentheses, except that products
/// stand in sums without any.
final class Equations {
  private static final int BRIEF_DEPTH = 5;

  private final IdentityHashMap<Expr, String> names = new IdentityHashMap<>();
  private final int maxDepth;

  private Equations(int maxDepth) {
    this.maxDepth = maxDepth;
  }

  static String brief(Expr expr) {
    return new Equations(BRIEF_DEPTH).text(expr, 0);
  }

  /// The update of one step, a line for each named or shared subexpression, output and state.
  static String of(NeuronModel model) {
    Equations text = new Equations(Integer.MAX_VALUE);
    List<Expr> roots = new ArrayList<>(model.outputs().values());
    roots.addAll(model.next().values());
    List<Expr> order = Graph.order(roots);
    text.nameNodes(model, order, roots);
    StringBuilder lines = new StringBuilder();
    for (NeuronModel.State state : model.states()) {
      lines.append(state.name()).append("(0) = ").append(brief(state.initially())).append('\n');
    }
    for (Expr node : order) {
      String name = text.names.get(node);
      if (name != null) {
        lines.append(name).append(" = ").append(text.body(node, 0)).append('\n');
      }
    }
    model
        .outputs()
        .forEach(
            (name, expr) -> {
              if (!name.equals(text.names.get(expr))) {
                lines.append(name).append(" = ").append(text.text(expr, 0)).append('\n');
              }
            });
    model
        .next()
        .forEach(
            (name, expr) ->
                lines.append(name).append("' = ").append(text.text(expr, 0)).append('\n'));
    return lines.toString();
  }

  /// The adjoint of one step: the gradient that leaves by each input, state and parameter.
  static String of(Adjoint adjoint) {
    Equations text = new Equations(Integer.MAX_VALUE);
    Map<String, Expr> gradients = new LinkedHashMap<>();
    adjoint.inputs().forEach((name, expr) -> gradients.put("d." + name, expr));
    adjoint.states().forEach((name, expr) -> gradients.put("d." + name, expr));
    adjoint.params().forEach((name, expr) -> gradients.put("d." + name, expr));
    List<Expr> order = Graph.order(gradients.values());
    text.nameNodes(adjoint.model(), order, List.copyOf(gradients.values()));
    StringBuilder lines = new StringBuilder();
    for (Expr node : order) {
      String name = text.names.get(node);
      if (name != null) {
        lines.append(name).append(" = ").append(text.body(node, 0)).append('\n');
      }
    }
    gradients.forEach(
        (name, expr) -> lines.append(name).append(" = ").append(text.text(expr, 0)).append('\n'));
    return lines.toString();
  }

  private static Set<String> takenNames(NeuronModel model) {
    Set<String> taken = new HashSet<>(model.inputs());
    model.states().forEach(state -> taken.add(state.name()));
    model.params().forEach(param -> taken.add(param.name()));
    taken.addAll(model.outputs().keySet());
    taken.add("dt");
    return taken;
  }

  private void nameNodes(NeuronModel model, List<Expr> order, List<Expr> roots) {
    Set<String> taken = takenNames(model);
    IdentityHashMap<Expr, Integer> uses = new IdentityHashMap<>();
    roots.forEach(root -> uses.merge(root, 1, Integer::sum));
    order.forEach(node -> node.operands().forEach(operand -> uses.merge(operand, 1, Integer::sum)));
    IdentityHashMap<Expr, String> outputNames = new IdentityHashMap<>();
    model.outputs().forEach((name, expr) -> outputNames.putIfAbsent(expr, name));
    for (Expr node : order) {
      if (node instanceof Leaf) {
        continue;
      }
      boolean shared = Objects.requireNonNull(uses.get(node)) > 1;
      String output = outputNames.get(node);
      if (node.label().isPresent()) {
        String label = node.label().get();
        names.put(node, label.equals(output) ? label : free(label, taken));
      } else if (shared) {
        names.put(node, output != null ? output : free("t1", taken));
      }
    }
  }

  private static String free(String wish, Set<String> taken) {
    String name = wish;
    for (int n = 2; !taken.add(name); n++) {
      name = wish.equals("t1") ? "t" + n : wish + "_" + n;
    }
    return name;
  }

  private String text(Expr expr, int depth) {
    String name = names.get(expr);
    return name != null ? name : body(expr, depth);
  }

  private String body(Expr expr, int depth) {
    if (depth > maxDepth) {
      return "...";
    }
    int inner = depth + 1;
    return switch (expr) {
      case Leaf.Constant c -> number(c.value());
      case Leaf.Dt _ -> "dt";
      case Leaf.InputRef i -> i.inputName();
      case Leaf.StateRef s -> s.stateName();
      case Leaf.ParamRef p -> p.paramName();
      case Leaf.Uniform u -> "uniform(" + u.stream() + ")";
      case Operation.Unary u -> unary(u, inner);
      case Operation.Binary b -> binary(b, inner);
      case Operation.Ternary t -> call(t.op().name(), t.operands(), inner);
      case Operation.Linear l -> "linear(" + l.weightName() + ", " + text(l.operand(), inner) + ")";
    };
  }

  private String unary(Operation.Unary u, int depth) {
    return switch (u.op()) {
      case NEG -> "-" + operand(u.operand(), 3, depth);
      case ABS -> "|" + text(u.operand(), depth) + "|";
      case STEP -> "[" + operand(u.operand(), 0, depth) + " > 0]";
      case STEP_INCLUSIVE -> "[" + operand(u.operand(), 0, depth) + " >= 0]";
      default -> call(u.op().name(), u.operands(), depth);
    };
  }

  private String binary(Operation.Binary b, int depth) {
    int level = level(b.op());
    if (level < 0) {
      return call(b.op().symbol(), b.operands(), depth);
    }
    String sign = b.op() == BinaryOp.POW ? b.op().symbol() : " " + b.op().symbol() + " ";
    String text = operand(b.left(), level, depth) + sign + operand(b.right(), level, depth);
    return b.op().isComparison() ? "[" + text + "]" : text;
  }

  private String operand(Expr expr, int parentLevel, int depth) {
    String text = text(expr, depth);
    if (names.containsKey(expr) || text.equals("...")) {
      return text;
    }
    int level =
        switch (expr) {
          case Operation.Binary b when !b.op().isComparison() -> level(b.op());
          case Operation.Unary u when u.op() == UnaryOp.NEG -> 0;
          case Leaf.Constant c when c.value() < 0 -> 0;
          default -> -1;
        };
    return level >= 0 && level <= parentLevel ? "(" + text + ")" : text;
  }

  private static int level(BinaryOp op) {
    return switch (op) {
      case PLUS, MINUS -> 1;
      case TIMES, DIVIDED_BY -> 2;
      case POW -> 3;
      case MIN, MAX -> -1;
      case GT, GE, LT, LE, EQ, NE -> 0;
    };
  }

  private String call(String function, List<Expr> operands, int depth) {
    List<String> texts = operands.stream().map(operand -> text(operand, depth)).toList();
    return function.toLowerCase(java.util.Locale.ROOT) + "(" + String.join(", ", texts) + ")";
  }

  private static String number(double value) {
    return value == Math.rint(value) && Math.abs(value) < 1e15
        ? Long.toString((long) value)
        : Double.toString(value);
  }
}
