package org.nernst.engine.fused;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.nernst.neuron.Expr;
import org.nernst.neuron.Graph;
import org.nernst.neuron.Leaf;
import org.nernst.neuron.Operation;
import org.nernst.neuron.TernaryOp;

/// Chooses which values the backward pass keeps from its second run over a block of steps, or from
/// the only run where a second one would have to walk through linear maps.
///
/// What the adjoint step needs of the step itself it either computes once more, or loads because
/// the run before, which has to compute it anyway, stored it. The choice of least cost is a minimum
/// cut between what the second run starts from and what only the adjoint computes: a value costs
/// its operation where it is computed again, and a store and a load where it is kept.
final class KeptValues {
  /// In vector instructions; a kept value goes through the second cache.
  private static final int STORE_AND_LOAD = 4;

  /// Kept for a whole sequence it goes through main memory.
  private static final int STORE_AND_LOAD_FAR = 32;

  private static final int LOAD = 1;

  private final Set<Expr> again;

  /// Leaves that are gone after the step unless they are kept.
  private final Set<Expr> passing = identitySet();

  private final int storeAndLoad;
  private final Set<Expr> moving = identitySet();
  private final IdentityHashMap<Expr, Integer> candidates = new IdentityHashMap<>();
  private final List<Expr> order = new ArrayList<>();

  private KeptValues(List<Expr> made, Leaves leaves, int storeAndLoad) {
    again = computed(made);
    passing.addAll(Arrays.asList(leaves.states));
    this.storeAndLoad = storeAndLoad;
  }

  /// {@return the values to keep, operands before their users}
  ///
  /// @param next states after the step, which the second run computes
  /// @param gradients what the adjoint step computes
  static List<Expr> choose(List<Expr> next, List<Expr> gradients, Leaves leaves) {
    return new KeptValues(next, leaves, STORE_AND_LOAD).choose(gradients, leaves);
  }

  /// {@return the values that the only run over a sequence keeps}
  ///
  /// @param made what a step computes anyway
  /// @param gradients what the adjoint step computes
  /// @param passing inputs that aren't there any more when it does
  static List<Expr> ofSequence(
      List<Expr> made, List<Expr> gradients, Leaves leaves, Set<Expr> passing) {
    KeptValues choice = new KeptValues(made, leaves, STORE_AND_LOAD_FAR);
    choice.passing.addAll(passing);
    return choice.choose(gradients, leaves);
  }

  private List<Expr> choose(List<Expr> gradients, Leaves leaves) {
    moving.addAll(Arrays.asList(leaves.inputs));
    moving.addAll(Arrays.asList(leaves.states));
    moving.addAll(Arrays.asList(leaves.streams));
    again.addAll(passing);
    Set<Expr> needed = computed(gradients);
    List<Expr> users = new ArrayList<>();
    for (Expr node : Graph.order(gradients)) {
      if (operands(node).stream().anyMatch(moving::contains)) {
        moving.add(node);
      }
      if (!needed.contains(node)) {
        continue;
      }
      if (again.contains(node) && moving.contains(node)) {
        candidates.put(node, order.size());
        order.add(node);
      } else {
        users.add(node);
      }
    }
    MinimumCut cut = network(gradients, users);
    boolean[] sinkSide = cut.sinkSide();
    return order.stream()
        .filter(node -> !(node instanceof Leaf) || passing.contains(node))
        .filter(node -> !sinkSide[value(node)] && sinkSide[use(node)])
        .toList();
  }

  private MinimumCut network(List<Expr> gradients, List<Expr> users) {
    int source = 2 * order.size();
    int sink = source + 1;
    MinimumCut cut = new MinimumCut(sink + 1, source, sink);
    for (Expr node : order) {
      boolean isLeaf = node instanceof Leaf;
      cut.add(source, value(node), isLeaf ? MinimumCut.INFINITE : cost(node));
      cut.add(value(node), use(node), isLeaf && !passing.contains(node) ? LOAD : storeAndLoad);
      for (Expr operand : operands(node)) {
        if (candidates.containsKey(operand)) {
          cut.add(use(operand), value(node), MinimumCut.INFINITE);
        }
      }
    }
    for (Expr user : users) {
      for (Expr operand : operands(user)) {
        if (candidates.containsKey(operand)) {
          cut.add(use(operand), sink, MinimumCut.INFINITE);
        }
      }
    }
    for (Expr gradient : gradients) {
      if (candidates.containsKey(gradient)) {
        cut.add(use(gradient), sink, MinimumCut.INFINITE);
      }
    }
    return cut;
  }

  private int value(Expr node) {
    return 2 * Objects.requireNonNull(candidates.get(node));
  }

  private int use(Expr node) {
    return value(node) + 1;
  }

  private static Set<Expr> identitySet() {
    return Collections.newSetFromMap(new IdentityHashMap<>());
  }

  /// The nodes whose values the roots need: not the derivatives of spikes.
  private static Set<Expr> computed(List<Expr> roots) {
    Set<Expr> needed = identitySet();
    needed.addAll(roots);
    List<Expr> order = Graph.order(roots);
    for (int n = order.size() - 1; n >= 0; n--) {
      if (needed.contains(order.get(n))) {
        needed.addAll(operands(order.get(n)));
      }
    }
    return needed;
  }

  private static List<Expr> operands(Expr node) {
    boolean spike = node instanceof Operation.Ternary t && t.op() == TernaryOp.SPIKE;
    return spike ? node.operands().subList(0, 1) : node.operands();
  }

  /// About how many instructions an operation becomes.
  private static int cost(Expr node) {
    return switch (node) {
      case Operation.Unary u ->
          switch (u.op()) {
            case DETACH -> 0;
            case NEG, ABS, STEP, STEP_INCLUSIVE -> 1;
            case RELU -> 2;
            case SIGN -> 4;
            case SQRT, TRUNC, FLOOR -> 9;
            case EXP -> 17;
            case SIGMOID -> 24;
            case LOG, TANH -> 35;
          };
      case Operation.Binary b ->
          switch (b.op()) {
            case DIVIDED_BY -> 5;
            case POW -> b.right() instanceof Leaf.Constant ? 6 : 60;
            case MIN, MAX -> 2;
            default -> 1;
          };
      case Operation.Ternary t -> t.op() == TernaryOp.CLAMP ? 4 : 1;
      default -> 1;
    };
  }
}
