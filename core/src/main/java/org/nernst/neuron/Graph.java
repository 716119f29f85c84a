package org.nernst.neuron;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiFunction;

/// Walks over the graph of an expression, for engines and compilers. None of them recurses, so the
/// depth of an expression is not limited by the stack.
public final class Graph {
  private Graph() {}

  /// {@return every node that the roots reach, each once, operands before their users, otherwise in
  /// written order}
  public static List<Expr> order(Collection<? extends Expr> roots) {
    List<Expr> order = new ArrayList<>();
    IdentityHashMap<Expr, Boolean> finished = new IdentityHashMap<>();
    Deque<Expr> open = new ArrayDeque<>();
    for (Expr root : roots) {
      open.push(root);
      while (!open.isEmpty()) {
        Expr node = open.peek();
        if (finished.containsKey(node)) {
          open.pop();
          continue;
        }
        List<Expr> operands = node.operands();
        boolean ready = true;
        for (int k = operands.size() - 1; k >= 0; k--) {
          if (!finished.containsKey(operands.get(k))) {
            open.push(operands.get(k));
            ready = false;
          }
        }
        if (ready) {
          open.pop();
          finished.put(node, true);
          order.add(node);
        }
      }
    }
    return order;
  }

  /// Rebuilds a graph from its leaves up.
  ///
  /// @param roots where the graph ends
  /// @param rule gets each node with its already rebuilt operands, and returns its replacement
  /// @return the replacement of every node, by identity
  public static Map<Expr, Expr> rewrite(
      Collection<? extends Expr> roots, BiFunction<Expr, List<Expr>, Expr> rule) {
    IdentityHashMap<Expr, Expr> replaced = new IdentityHashMap<>();
    for (Expr node : order(roots)) {
      List<Expr> operands = new ArrayList<>(node.operands().size());
      for (Expr operand : node.operands()) {
        operands.add(Objects.requireNonNull(replaced.get(operand)));
      }
      replaced.put(node, rule.apply(node, operands));
    }
    return replaced;
  }

  /// {@return the node itself if the operands are its own, else the same operation on the new ones}
  public static Expr rebuilt(Expr node, List<Expr> operands) {
    List<Expr> own = node.operands();
    for (int k = 0; k < own.size(); k++) {
      if (own.get(k) != operands.get(k)) {
        return node.withOperands(operands);
      }
    }
    return node;
  }

  /// Merges equal subexpressions. Of several nodes that compute the same the first in written order
  /// stays, or the first with a label. Values keep their bits; gradients change at most in the
  /// order of their sums.
  ///
  /// @return the representative of every node, by identity
  public static Map<Expr, Expr> merge(Collection<? extends Expr> roots) {
    Map<Key, Expr> labels = new HashMap<>();
    IdentityHashMap<Expr, Integer> numbers = new IdentityHashMap<>();
    Map<Key, Integer> known = new HashMap<>();
    List<Key> keys = new ArrayList<>();
    List<Expr> order = order(roots);
    for (Expr node : order) {
      List<Integer> operands = node.operands().stream().map(numbers::get).toList();
      Key key = new Key(kind(node), operands);
      numbers.put(node, known.computeIfAbsent(key, k -> known.size()));
      keys.add(key);
      if (node.label().isPresent()) {
        labels.putIfAbsent(key, node);
      }
    }
    Map<Key, Expr> chosen = new HashMap<>();
    IdentityHashMap<Expr, Expr> merged = new IdentityHashMap<>();
    for (int n = 0; n < order.size(); n++) {
      Expr node = order.get(n);
      Key key = keys.get(n);
      Expr representative = chosen.get(key);
      if (representative == null) {
        Expr labelled = labels.getOrDefault(key, node);
        representative =
            rebuilt(
                labelled,
                node.operands().stream()
                    .map(operand -> Objects.requireNonNull(merged.get(operand)))
                    .toList());
        chosen.put(key, representative);
      }
      merged.put(node, representative);
    }
    return merged;
  }

  private record Key(Object kind, List<Integer> operands) {}

  private record Name(Class<? extends Expr> type, Object name) {}

  private static Object kind(Expr node) {
    return switch (node) {
      case Leaf.Constant c -> new Name(c.getClass(), Double.doubleToRawLongBits(c.value()));
      case Leaf.Dt d -> new Name(d.getClass(), "dt");
      case Leaf.InputRef i -> new Name(i.getClass(), i.inputName());
      case Leaf.StateRef s -> new Name(s.getClass(), s.stateName());
      case Leaf.ParamRef p -> new Name(p.getClass(), p.paramName());
      case Leaf.Uniform u -> new Name(u.getClass(), u.stream());
      case Operation.Unary u -> u.op();
      case Operation.Binary b -> b.op();
      case Operation.Ternary t -> t.op();
      case Operation.Linear l -> new Name(l.getClass(), l.weightName());
    };
  }
}
