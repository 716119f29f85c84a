package org.nernst.neuron;

import java.util.Map;

/// What a spike does to the states. Ready-made: [MembraneSubtract], [MembraneReset]; a user's own
/// is a lambda.
@FunctionalInterface
public interface ResetFunction {
  /// {@return the states after the reset, all of them or only those that change}
  ///
  /// @param spikes of this step
  /// @param states by name, before the reset; the membrane potential is `v_mem`
  /// @param threshold of the neuron
  Map<String, Expr> reset(Expr spikes, Map<String, Expr> states, Expr threshold);

  /// {@return the states with one replaced}
  static Map<String, Expr> replace(Map<String, Expr> states, String name, Expr value) {
    Map<String, Expr> after = new java.util.LinkedHashMap<>(states);
    after.put(name, value);
    return java.util.Collections.unmodifiableMap(after);
  }
}
