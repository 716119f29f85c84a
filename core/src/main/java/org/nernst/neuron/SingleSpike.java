package org.nernst.neuron;

import java.util.Map;

/// At most one spike in a step: 1 where `v_mem - threshold >= 0`. The gradient goes to v_mem alone.
/// Source: Sinabs, activation.SingleSpike.
public record SingleSpike() implements SpikeFunction {
  @Override
  public Expr spikes(Map<String, Expr> states, Expr threshold, Surrogate surrogate) {
    Expr v = SpikeFunction.state(states, "v_mem");
    return Expr.spike(
        Expr.stepInclusive(v.minus(threshold)), v, surrogate.derivative(v, threshold));
  }
}
