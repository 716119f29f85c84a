package org.nernst.tensor.torch;

/// Loops over the first elements of arrays, each of which C2 turns into vector instructions.
final class Floats {
  private Floats() {}

  /// `a[i] = max(a[i], b[i])`.
  static void max(float[] a, float[] b, int n) {
    for (int i = 0; i < n; i++) {
      a[i] = Math.max(a[i], b[i]);
    }
  }

  /// `a[i] = -a[i]`.
  static void negate(float[] a, int n) {
    for (int i = 0; i < n; i++) {
      a[i] = -a[i];
    }
  }

  /// `a[i] = a[i] * factor`.
  static void scale(float[] a, float factor, int n) {
    for (int i = 0; i < n; i++) {
      a[i] = a[i] * factor;
    }
  }

  /// `a[i] = a[i] + factor * b[i]`.
  static void addScaled(float[] a, float[] b, float factor, int n) {
    for (int i = 0; i < n; i++) {
      a[i] = a[i] + factor * b[i];
    }
  }

  /// `sums[i] = sums[i] + a[i]^2`.
  static void addSquares(double[] sums, float[] a, int n) {
    for (int i = 0; i < n; i++) {
      double x = a[i];
      sums[i] += x * x;
    }
  }
}
