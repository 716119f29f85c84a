package org.nernst.cli.parity;

import java.util.Map;
import java.util.function.Function;
import org.nernst.engine.NeuronCall;
import org.nernst.memory.Layout;
import org.nernst.neuron.Expr;
import org.nernst.neuron.NeuronModel;
import org.nernst.tensor.Tensor;
import org.nernst.tensor.Value;

/// Evaluates a piece of a neuron by itself: a neuron without states whose output is the piece.
final class Formula {
  private static final String OUTPUT = "value";

  private Formula() {}

  /// Evaluates an expression of named inputs, element by element; gradients flow.
  static Tensor evaluate(
      Function<NeuronModel.Builder, Expr> expression, Map<String, Tensor> inputs) {
    return evaluate(expression, inputs, Map.of());
  }

  /// As [#evaluate(Function, Map)], for an expression that also has parameters.
  static Tensor evaluate(
      Function<NeuronModel.Builder, Expr> expression,
      Map<String, Tensor> inputs,
      Map<String, Value> params) {
    NeuronModel model = NeuronModel.define("formula", n -> n.output(OUTPUT, expression.apply(n)));
    NeuronCall.Builder call = NeuronCall.of(model).layout(Layout.STEP).dt(1);
    inputs.forEach(call::input);
    params.forEach(call::param);
    Tensor value = call.run().outputs().get(OUTPUT);
    if (value == null) {
      throw new IllegalStateException("expected an output " + OUTPUT);
    }
    return value;
  }
}
