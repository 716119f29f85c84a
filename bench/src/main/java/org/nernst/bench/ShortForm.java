package org.nernst.bench;

import java.util.List;
import java.util.Locale;

/// The sections that show within about a minute where this machine stands.
public final class ShortForm {
  private ShortForm() {}

  /// The sections in the order in which they run.
  public static List<Section> sections() {
    return List.of(
        new NeuronSection(),
        new CellSection(),
        new TrainingSection(),
        new DensitySection(),
        new PairSection(),
        new StreamSection());
  }

  static String number(double value) {
    String format = value < 10 ? "%.2f" : value < 100 ? "%.1f" : "%.0f";
    return String.format(Locale.ROOT, format, value);
  }

  static String percent(double share) {
    return String.format(Locale.ROOT, "%.0f %%", 100 * share);
  }

  static String times(double ratio) {
    return number(ratio) + "x";
  }
}
