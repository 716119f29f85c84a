package org.nernst.cli.parity;

/// How far a tensor of ours is from the recorded one.
///
/// @param name the recorded tensor's name
/// @param kind what it is
/// @param largest the largest absolute difference of two elements; infinite when shapes differ or
///   only one of the two is NaN
/// @param scale what makes the difference relative: the largest magnitude of the recorded tensor
///   where the tolerance is relative, 1 where it is absolute or that magnitude is 0
/// @param tolerance the largest relative difference that passes
public record Difference(String name, Kind kind, double largest, double scale, double tolerance) {
  /// What is compared.
  public enum Kind {
    /// What the module returns: spikes or a voltage.
    OUTPUT,
    /// A state after every step, or after the last one.
    STATE,
    /// The value of the loss.
    LOSS,
    /// A derivative of the loss.
    GRADIENT
  }

  /// The difference in units of the scale.
  ///
  /// @return a number >= 0
  public double relative() {
    return largest / scale;
  }

  /// Whether the difference is small enough.
  ///
  /// @return true when it is at most the tolerance
  public boolean passed() {
    return relative() <= tolerance;
  }

  /// The difference and, if it is too large, the tolerance.
  @Override
  public String toString() {
    String text = "%s %s".formatted(name, number(relative()));
    return passed() ? text : text + " > " + number(tolerance);
  }

  static String number(double value) {
    return value == 0 ? "0" : "%.1e".formatted(value);
  }
}
