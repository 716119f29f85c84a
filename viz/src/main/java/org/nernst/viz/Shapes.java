package org.nernst.viz;

/// Checks of what is to be drawn.
final class Shapes {
  private Shapes() {}

  /// Refuses an array without entries or with rows of different length.
  static float[][] rectangular(String name, float[][] values) {
    if (values.length == 0 || values[0].length == 0) {
      throw new IllegalArgumentException("expected " + name + " (time, neuron), got no entries");
    }
    for (int t = 1; t < values.length; t++) {
      if (values[t].length != values[0].length) {
        throw new IllegalArgumentException(
            "expected %s with %d entries in every row, got %d in row %d"
                .formatted(name, values[0].length, values[t].length, t));
      }
    }
    return values;
  }

  static double positive(String name, double value) {
    if (!(value > 0)) {
      throw new IllegalArgumentException("expected " + name + " > 0, got " + value);
    }
    return value;
  }
}
