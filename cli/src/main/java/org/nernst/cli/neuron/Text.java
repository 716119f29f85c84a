package org.nernst.cli.neuron;

import java.util.ArrayList;
import java.util.List;

/// Numbers and columns as people read them.
final class Text {
  private Text() {}

  /// A number without digits that say nothing; "none" for not-a-number.
  static String number(double value) {
    if (Double.isNaN(value)) {
      return "none";
    }
    return value == Math.rint(value) && Math.abs(value) < 1e9
        ? Long.toString((long) value)
        : Float.toString((float) value);
  }

  /// Rows with their cells one below the other; the last cell is as wide as it likes.
  static List<String> columns(List<List<String>> rows) {
    int cells = rows.stream().mapToInt(List::size).max().orElse(0);
    int[] widths = new int[cells];
    for (List<String> row : rows) {
      for (int c = 0; c < row.size(); c++) {
        widths[c] = Math.max(widths[c], row.get(c).length());
      }
    }
    List<String> lines = new ArrayList<>();
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder();
      for (int c = 0; c < row.size(); c++) {
        line.append(row.get(c));
        if (c + 1 < row.size()) {
          line.repeat(' ', widths[c] - row.get(c).length() + 2);
        }
      }
      lines.add(line.toString().stripTrailing());
    }
    return lines;
  }
}
