package org.nernst.cli.files;

import java.util.List;

/// A table whose columns line up.
///
/// @param header names of the columns
/// @param leftAligned how many columns from the left hold words; the others hold numbers
public record TextTable(List<String> header, int leftAligned) {
  /// Writes the header in bold, then the rows.
  ///
  /// @param rows each with a cell per column
  /// @param view where to
  public void print(List<List<String>> rows, Inspection view) {
    int[] widths = new int[header.size()];
    for (int column = 0; column < widths.length; column++) {
      int at = column;
      widths[column] =
          Math.max(
              header.get(at).length(),
              rows.stream().mapToInt(row -> row.get(at).length()).max().orElse(0));
    }
    view.out().println(view.ansi().string("@|bold %s|@".formatted(line(header, widths))));
    rows.forEach(row -> view.out().println(line(row, widths)));
  }

  private String line(List<String> cells, int[] widths) {
    StringBuilder line = new StringBuilder();
    for (int column = 0; column < cells.size(); column++) {
      String cell = cells.get(column);
      String pad = " ".repeat(widths[column] - cell.length());
      line.append(column == 0 ? "" : "  ").append(column < leftAligned ? cell + pad : pad + cell);
    }
    return line.toString().stripTrailing();
  }
}
