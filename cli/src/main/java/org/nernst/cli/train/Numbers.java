package org.nernst.cli.train;

/// Numbers as people write them.
final class Numbers {
  private Numbers() {}

  /// 32 instead of 32.0, else the shortest decimal that gives the same number.
  static String plain(double value) {
    return value == Math.rint(value) && Math.abs(value) < 1e15
        ? Long.toString((long) value)
        : Double.toString(value);
  }
}
