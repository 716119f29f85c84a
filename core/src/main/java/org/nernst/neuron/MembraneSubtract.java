package org.nernst.neuron;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Takes a value off the membrane potential for each spike: `v_mem - spikes * value`. The gradient
/// flows through the spikes, the value and the threshold. Source: Sinabs,
/// activation.MembraneSubtract.
///
/// @param value what is subtracted; null for the threshold or the parameter
/// @param param name of the parameter that holds the value, for one that differs between neurons or
///   is trained; null for a number
public record MembraneSubtract(@Nullable Double value, @Nullable String param)
    implements ResetFunction {
  /// Checks that at most one of the two is given.
  public MembraneSubtract {
    if (value != null && param != null) {
      throw new IllegalArgumentException(
          "expected a value or a parameter to subtract, got both: " + value + " and " + param);
    }
    if (value != null && !Double.isFinite(value)) {
      throw new IllegalArgumentException("expected a finite value to subtract, got " + value);
    }
  }

  /// Subtracts the threshold.
  public MembraneSubtract() {
    this(null, null);
  }

  /// Subtracts a number.
  ///
  /// @param value in units of the membrane potential
  public MembraneSubtract(double value) {
    this(value, null);
  }

  /// {@return a reset that subtracts a parameter of the model, any shape that broadcasts to the
  /// neurons'}
  ///
  /// @param name of the parameter, which the run must then give
  public static MembraneSubtract param(String name) {
    return new MembraneSubtract(null, Expr.checkName("parameter", name));
  }

  @Override
  public Map<String, Expr> reset(Expr spikes, Map<String, Expr> states, Expr threshold) {
    Expr amount =
        value != null ? Expr.constant(value) : param != null ? Expr.param(param) : threshold;
    Expr v = SpikeFunction.state(states, "v_mem");
    return ResetFunction.replace(states, "v_mem", v.minus(spikes.times(amount)));
  }
}
