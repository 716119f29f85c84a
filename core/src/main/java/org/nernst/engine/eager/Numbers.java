package org.nernst.engine.eager;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.nernst.neuron.Expr;
import org.nernst.neuron.Leaf;
import org.nernst.neuron.Operation;
import org.nernst.tensor.Autograd;
import org.nernst.tensor.DType;
import org.nernst.tensor.NoGrad;
import org.nernst.tensor.Scope;
import org.nernst.tensor.Tensor;
import org.nernst.tensor.Value;

/// The 0-dim values of a plan's nodes that are made of numbers alone, for one set of numbers, each
/// rounded to the dtype before the next operation. A cell that is stepped again with the same
/// parameters finds them ready.
final class Numbers {
  private final DType dtype;
  private final double[] key;
  private final @Nullable Tensor[] values;

  private Numbers(DType dtype, double[] key, @Nullable Tensor[] values) {
    this.dtype = dtype;
    this.key = key;
    this.values = values;
  }

  /// {@return the values for these arguments: those of the last run where they fit}
  static Numbers of(Plan plan, Arguments arguments, double dt) {
    double[] key = key(arguments, dt);
    Numbers last = plan.numbers;
    if (last != null && last.dtype == arguments.dtype && Arrays.equals(last.key, key)) {
      return last;
    }
    Numbers numbers = new Numbers(arguments.dtype, key, new @Nullable Tensor[plan.nodes.length]);
    try (NoGrad _ = Autograd.noGrad()) {
      numbers.evaluate(plan, arguments, dt);
    }
    plan.numbers = numbers;
    return numbers;
  }

  /// {@return the value of a node, null if it isn't made of numbers alone}
  @Nullable Tensor get(int node) {
    return values[node];
  }

  private static double[] key(Arguments arguments, double dt) {
    double[] key = new double[2 * arguments.params.length + 1];
    for (int p = 0; p < arguments.params.length; p++) {
      if (arguments.params[p] instanceof Value.Num number) {
        key[2 * p] = 1;
        key[2 * p + 1] = number.value();
      }
    }
    key[key.length - 1] = dt;
    return key;
  }

  private void evaluate(Plan plan, Arguments arguments, double dt) {
    for (int n = 0; n < values.length; n++) {
      Tensor value =
          switch (plan.nodes[n]) {
            case Leaf.Constant c -> Tensor.scalar(c.value(), dtype);
            case Leaf.Dt _ -> Tensor.scalar(dt, dtype);
            case Leaf.ParamRef p ->
                arguments.params[plan.paramIndex(p.paramName())] instanceof Value.Num number
                    ? number.tensor(dtype)
                    : null;
            case Leaf.InputRef _, Leaf.StateRef _, Leaf.Uniform _, Operation.Linear _ -> null;
            case Operation operation -> operation(operation, plan.operands[n]);
          };
      if (value != null) {
        Scope.promote(value);
        values[n] = value;
      }
    }
  }

  private @Nullable Tensor operation(Operation node, int[] operands) {
    Tensor[] of = new Tensor[operands.length];
    for (int k = 0; k < of.length; k++) {
      Tensor operand = values[operands[k]];
      if (operand == null) {
        return null;
      }
      of[k] = operand;
    }
    if (Operations.isTruth(node)) {
      return Operations.truth(node, of[0], of[of.length - 1]).to(dtype);
    }
    return switch (node) {
      case Operation.Unary u -> isDetach(u) ? of[0] : Operations.unary(u, of[0]);
      case Operation.Binary b -> Operations.binary(b, of[0], of[1]);
      case Operation.Ternary t ->
          switch (t.op()) {
            case SELECT, BLEND -> Tensor.where(of[0].ne(0), of[1], of[2]);
            case CLAMP -> Operations.clamp(t, of[0], of[1], of[2]);
            case SPIKE -> of[0];
          };
      case Operation.Linear _ -> null;
    };
  }

  private static boolean isDetach(Expr node) {
    return node instanceof Operation.Unary u && u.op() == org.nernst.neuron.UnaryOp.DETACH;
  }
}
