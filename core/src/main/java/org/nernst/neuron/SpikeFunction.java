package org.nernst.neuron;

import java.util.Map;

/// When and how often a neuron spikes in a step. Ready-made: [SingleSpike], [MultiSpike],
/// [MaxSpike]; a user's own is a lambda.
@FunctionalInterface
public interface SpikeFunction {
  /// {@return the spikes of this step, with their surrogate gradient}
  ///
  /// @param states by name, before the reset; the membrane potential is `v_mem`
  /// @param threshold of the neuron
  /// @param surrogate derivative of the spikes by the membrane potential
  Expr spikes(Map<String, Expr> states, Expr threshold, Surrogate surrogate);

  /// {@return the state of this name}
  ///
  /// @throws IllegalArgumentException when there is none, naming those there are
  static Expr state(Map<String, Expr> states, String name) {
    Expr state = states.get(name);
    if (state == null) {
      throw new IllegalArgumentException("expected a state " + name + ", got " + states.keySet());
    }
    return state;
  }
}
