package org.nernst.nn;

/// Arguments of layers, refused at construction.
final class Checks {
  private Checks() {}

  static long positive(String name, long value) {
    if (value < 1) {
      throw new IllegalArgumentException("expected %s >= 1, got %d".formatted(name, value));
    }
    return value;
  }

  static void positive(String name, long[] values) {
    for (long value : values) {
      positive(name, value);
    }
  }

  static void notNegative(String name, long[] values) {
    for (long value : values) {
      if (value < 0) {
        throw new IllegalArgumentException("expected %s >= 0, got %d".formatted(name, value));
      }
    }
  }
}
