package org.nernst.viz;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Round numbers on an axis: steps of 1, 2 or 5 times a power of ten.
final class Ticks {
  private final double[] values;
  private final String[] labels;

  private Ticks(double[] values, String[] labels) {
    this.values = values;
    this.labels = labels;
  }

  /// About `wanted` ticks that lie within [low, high].
  static Ticks between(double low, double high, int wanted) {
    double raw = (high - low) / Math.max(1, wanted);
    double magnitude = Math.pow(10, Math.floor(Math.log10(raw)));
    double fraction = raw / magnitude;
    double nice = fraction <= 1 ? 1 : fraction <= 2 ? 2 : fraction <= 5 ? 5 : 10;
    double step = nice * magnitude;
    List<Double> values = new ArrayList<>();
    for (long k = (long) Math.ceil(low / step - 1e-9); k * step <= high + step * 1e-9; k++) {
      values.add(k * step);
    }
    int decimals = (int) Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
    double[] at = values.stream().mapToDouble(Double::doubleValue).toArray();
    String[] labels = new String[at.length];
    for (int i = 0; i < at.length; i++) {
      labels[i] = label(at[i], decimals);
    }
    return new Ticks(at, labels);
  }

  /// Where the ticks are.
  double[] values() {
    return values;
  }

  /// What stands beside them.
  String[] labels() {
    return labels;
  }

  private static String label(double value, int decimals) {
    if (Math.abs(value) >= 1e5 || decimals > 4) {
      return String.format(Locale.ROOT, "%.1e", value);
    }
    // Adding 0.0 turns -0 into 0.
    return String.format(Locale.ROOT, "%." + decimals + "f", value + 0.0);
  }
}
