package org.nernst.norse;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.nernst.tensor.Autograd;
import org.nernst.tensor.Parameter;
import org.nernst.tensor.Tensor;
import org.nernst.tensor.Value;

/// What a parameter may be. Norse checks nothing: a negative time constant runs there until the
/// numbers are NaN.
final class ParameterChecks {
  private static final double DOUBTFUL_STEP = 1e-3;

  private ParameterChecks() {}

  /// Checks the numbers among the values. Tensors wait for [#requireValid], because a record is
  /// rebuilt around its tensors while they are trained.
  static void requireValidNumbers(Map<String, Value> values) {
    values.forEach(
        (name, value) -> {
          if (value instanceof Value.Num(double number)) {
            requireInRange(name, number);
          }
        });
    if (values.get("alpha") instanceof Parameter) {
      throw new IllegalArgumentException(
          "alpha: expected a number or a tensor, got a trainable parameter; the sharpness of a "
              + "surrogate has no gradient");
    }
  }

  /// Checks every value, and that forward Euler with step dt is stable for every time constant.
  static void requireValid(Map<String, Value> values, double dt) {
    if (!(dt > 0) || Double.isInfinite(dt)) {
      throw new IllegalArgumentException("dt: expected a finite number > 0, got " + dt);
    }
    values.forEach(
        (name, value) -> {
          for (double number : extremes(value)) {
            requireInRange(name, number);
            requireStable(name, number, dt);
          }
        });
  }

  /// The part of [#requireValid] that costs nothing: only numbers are looked at.
  static void requireStableNumbers(Map<String, Value> values, double dt) {
    if (!(dt > 0) || Double.isInfinite(dt)) {
      throw new IllegalArgumentException("dt: expected a finite number > 0, got " + dt);
    }
    values.forEach(
        (name, value) -> {
          if (value instanceof Value.Num(double number)) {
            requireStable(name, number, dt);
          }
        });
  }

  /// Why a step looks as if it were in another unit than the membrane's time constant; null if it
  /// doesn't.
  static @Nullable String doubtfulStep(Map<String, Value> values, double dt) {
    if (values.get("tau_mem_inv") instanceof Value.Num(double tauMemInv)
        && dt * tauMemInv < DOUBTFUL_STEP) {
      return ("a step of dt = %s is only %.1e of a membrane time constant (tau_mem_inv = %s): are"
              + " both in the same unit? bioDefault() is in milliseconds and wants dt = 1.0")
          .formatted(dt, dt * tauMemInv, tauMemInv);
    }
    return null;
  }

  /// The value of a name.
  static Value get(Map<String, Value> values, String name) {
    Value value = values.get(name);
    if (value == null) {
      throw new IllegalArgumentException(
          "expected a parameter " + name + ", got " + values.keySet());
    }
    return value;
  }

  private static void requireInRange(String name, double number) {
    boolean positive = name.startsWith("tau_") || name.equals("delta_T") || name.equals("alpha");
    if (positive && !(number > 0 && number < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(name + ": expected a finite number > 0, got " + number);
    }
    if (name.equals("rho_reset") && !(number >= 0)) {
      throw new IllegalArgumentException(name + ": expected a number of steps >= 0, got " + number);
    }
    if (!Double.isFinite(number)) {
      throw new IllegalArgumentException(name + ": expected a finite number, got " + number);
    }
  }

  private static void requireStable(String name, double number, double dt) {
    if (name.startsWith("tau_") && !(dt * number < 2)) {
      throw new IllegalArgumentException(
          "dt * %s: expected < 2, from where on forward Euler diverges, got %s (dt = %s, %s = %s)"
              .formatted(name, dt * number, dt, name, number));
    }
  }

  private static double[] extremes(Value value) {
    return switch (value) {
      case Value.Num(double number) -> new double[] {number};
      case Value.Data(Tensor tensor) -> extremes(tensor);
      case Parameter(Tensor tensor) -> extremes(tensor);
    };
  }

  /// The smallest and the largest element; both NaN if there is a NaN.
  private static double[] extremes(Tensor tensor) {
    try (var _ = Autograd.noGrad();
        Tensor least = tensor.min();
        Tensor most = tensor.max()) {
      return new double[] {least.item(), most.item()};
    }
  }
}
