package org.nernst.bench;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.SequencedMap;

/// The sections that show within about a minute where this machine stands.
public final class ShortForm {
  private ShortForm() {}

  /// The sections by the names under which one asks for them, in the order in which they run.
  public static SequencedMap<String, Section> sections() {
    SequencedMap<String, Section> sections = new LinkedHashMap<>();
    sections.put("kernels", new NeuronSection());
    sections.put("step", new CellSection());
    sections.put("training", new TrainingSection());
    return sections;
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
