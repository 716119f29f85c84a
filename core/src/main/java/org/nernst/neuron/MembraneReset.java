package org.nernst.neuron;

import java.util.Map;

/// Sets the membrane potential of neurons that spiked to a value; the others keep theirs, with
/// derivative 1. No gradient flows through the spikes. Source: Sinabs, activation.MembraneReset,
/// which adds the value to every neuron in every step, spiking or not; here only where there was a
/// spike.
///
/// @param value in units of the membrane potential
public record MembraneReset(double value) implements ResetFunction {
  /// Checks that the value is finite.
  public MembraneReset {
    if (!Double.isFinite(value)) {
      throw new IllegalArgumentException("expected a finite value to reset to, got " + value);
    }
  }

  /// Resets to 0.
  public MembraneReset() {
    this(0);
  }

  @Override
  public Map<String, Expr> reset(Expr spikes, Map<String, Expr> states, Expr threshold) {
    Expr v = SpikeFunction.state(states, "v_mem");
    return ResetFunction.replace(
        states, "v_mem", Expr.select(spikes.ne(0), Expr.constant(value), v));
  }
}
