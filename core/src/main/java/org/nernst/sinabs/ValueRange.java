package org.nernst.sinabs;

/// The interval that a random state is drawn from, uniformly.
///
/// @param min lower end, included
/// @param max upper end, excluded
public record ValueRange(double min, double max) {
  /// Checks that the interval isn't empty.
  public ValueRange {
    if (!(min < max) || Double.isInfinite(min) || Double.isInfinite(max)) {
      throw new IllegalArgumentException(
          "expected a range with finite min < max, got min %s and max %s".formatted(min, max));
    }
  }
}
