package org.nernst.nn;

import java.util.Arrays;

/// Sizes of a window per axis, given as one number for all axes or one for each.
final class WindowSizes {
  private WindowSizes() {}

  static long[] of(String name, int axes, long... values) {
    if (values.length == axes) {
      return values.clone();
    }
    if (values.length != 1) {
      throw new IllegalArgumentException(
          "expected one %s or %d, got %d".formatted(name, axes, values.length));
    }
    long[] all = new long[axes];
    Arrays.fill(all, values[0]);
    return all;
  }

  static boolean all(long[] values, long value) {
    return Arrays.stream(values).allMatch(v -> v == value);
  }
}
