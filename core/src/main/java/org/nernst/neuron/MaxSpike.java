package org.nernst.neuron;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/// [MultiSpike] with an upper bound on the spikes of a step. The gradient is the same at the bound
/// as below it, and goes to v_mem alone. Source: Sinabs, activation.MaxSpike.
///
/// @param max most spikes of a neuron in a step, at least 1; null for no bound
public record MaxSpike(@Nullable Integer max) implements SpikeFunction {
  /// Checks the bound.
  public MaxSpike {
    if (max != null && max < 1) {
      throw new IllegalArgumentException("expected max >= 1 spikes per step, got " + max);
    }
  }

  /// No bound.
  public MaxSpike() {
    this(null);
  }

  @Override
  public Expr spikes(Map<String, Expr> states, Expr threshold, Surrogate surrogate) {
    Expr v = SpikeFunction.state(states, "v_mem");
    Expr count = MultiSpike.count(v, threshold);
    return Expr.spike(max == null ? count : count.min(max), v, surrogate.derivative(v, threshold));
  }
}
