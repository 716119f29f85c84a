package org.nernst.neuron;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// What of an output over a sequence is handed on. What isn't asked for is neither computed twice
/// nor written to memory: a sum or a last value costs no sequence.
public enum Reading {
  /// Its value in every step.
  EVERY_STEP,
  /// The sum of its values, for spikes their number.
  SUM,
  /// Its value in the last step.
  LAST;

  /// {@return the name of the state in which a neuron keeps it}
  ///
  /// @param output whose reading
  public String stateName(String output) {
    return output + "." + name().toLowerCase(Locale.ROOT);
  }

  /// See [NeuronModel#collecting].
  NeuronModel collectedBy(NeuronModel model, String output) {
    Expr value = model.outputs().get(output);
    if (value == null || this == EVERY_STEP) {
      throw new IllegalArgumentException(
          "neuron %s: expected the sum or last value of an output among %s, got %s of %s"
              .formatted(model.name(), model.outputs().keySet(), this, output));
    }
    String state = stateName(output);
    Expr before = new Leaf.StateRef(state, new NeuronModel.Builder(model.name()));
    List<NeuronModel.State> states = new ArrayList<>(model.states());
    states.add(new NeuronModel.State(state, Expr.constant(0)));
    Map<String, Expr> next = new LinkedHashMap<>(model.next());
    next.put(state, this == SUM ? before.plus(value) : value);
    return new NeuronModel(
        model.name(), states, model.inputs(), model.params(), next, model.outputs());
  }
}
