package org.nernst.engine.fused;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.nernst.neuron.Expr;
import org.nernst.neuron.Graph;
import org.nernst.neuron.Leaf;
import org.nernst.neuron.NeuronModel;

/// Makes a neuron with a defect smaller for as long as it keeps the defect.
final class Shrinking {
  private Shrinking() {}

  /// {@return a neuron with the defect of which no operation can be left out}
  static NeuronModel shrink(NeuronModel model, Predicate<NeuronModel> hasDefect) {
    NeuronModel smallest = model;
    boolean shrunk = true;
    while (shrunk) {
      shrunk = false;
      // from the roots, where one step takes away most
      for (Expr victim : operations(smallest).reversed()) {
        for (Expr heir : heirs(victim)) {
          NeuronModel candidate = without(smallest, victim, heir);
          if (hasDefect.test(candidate)) {
            smallest = candidate;
            shrunk = true;
            break;
          }
        }
        if (shrunk) {
          break;
        }
      }
    }
    return smallest;
  }

  static List<Expr> operations(NeuronModel model) {
    return Graph.order(model.roots()).stream().filter(node -> !(node instanceof Leaf)).toList();
  }

  private static List<Expr> heirs(Expr victim) {
    List<Expr> heirs = new ArrayList<>(victim.operands());
    heirs.add(Expr.constant(0.5));
    return heirs;
  }

  private static NeuronModel without(NeuronModel model, Expr victim, Expr heir) {
    int operand = victim.operands().indexOf(heir);
    return model.rewritten(
        model.name(),
        (node, operands) -> {
          if (node != victim) {
            return Graph.rebuilt(node, operands);
          }
          return operand < 0 ? heir : operands.get(operand);
        });
  }
}
