package org.nernst.neuron;

import java.util.Map;

/// As many spikes in a step as the threshold fits into the membrane potential: `[v_mem > 0] *
/// trunc(v_mem / threshold)`. The gradient goes to v_mem alone. Source: Sinabs,
/// activation.MultiSpike.
public record MultiSpike() implements SpikeFunction {
  @Override
  public Expr spikes(Map<String, Expr> states, Expr threshold, Surrogate surrogate) {
    Expr v = SpikeFunction.state(states, "v_mem");
    return Expr.spike(count(v, threshold), v, surrogate.derivative(v, threshold));
  }

  static Expr count(Expr v, Expr threshold) {
    // Sinabs multiplies by [v > 0], which makes -0 of a negative potential; the numbers are the
    // same.
    return v.relu().dividedBy(threshold).trunc();
  }
}
