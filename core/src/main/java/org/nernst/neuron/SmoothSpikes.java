package org.nernst.neuron;

import java.util.List;

/// The differentiable twin of each operation, of which [NeuronModel#smooth] is made.
final class SmoothSpikes {
  private SmoothSpikes() {}

  static Expr smoothed(Expr node, List<Expr> operands, double k) {
    return switch (node) {
      case Operation.Ternary t when t.op() == TernaryOp.SPIKE ->
          relabelled(node, operands.get(1).times(k).sigmoid());
      case Operation.Ternary t when t.op() == TernaryOp.BLEND -> {
        Expr z = operands.get(0);
        yield relabelled(
            node, z.times(operands.get(1)).plus(Expr.constant(1).minus(z).times(operands.get(2))));
      }
      case Operation.Unary u when u.op() == UnaryOp.DETACH -> operands.get(0);
      default -> Graph.rebuilt(node, operands);
    };
  }

  private static Expr relabelled(Expr from, Expr to) {
    return from.label().map(to::named).orElse(to);
  }
}
