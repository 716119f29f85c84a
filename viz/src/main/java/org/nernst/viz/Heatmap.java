package org.nernst.viz;

import java.awt.Color;
import java.util.Locale;

/// A matrix as coloured cells: an image, a confusion matrix, weights.
public final class Heatmap extends Panel {
  private final String title;
  private final String xLabel;
  private final String yLabel;
  private final float[][] values;
  private final boolean written;

  private Heatmap(String title, String xLabel, String yLabel, float[][] values, boolean written) {
    this.title = title;
    this.xLabel = xLabel;
    this.yLabel = yLabel;
    this.values = Shapes.rectangular("values", values);
    this.written = written;
  }

  /// A picture, dark where values are high.
  ///
  /// @param title the line above the plot
  /// @param values (row, column), the first row on top
  /// @return the plot
  /// @throws IllegalArgumentException if there are no values or rows differ in length
  public static Heatmap image(String title, float[][] values) {
    return new Heatmap(title, "", "", values, false);
  }

  /// A table of counts with the counts written into the cells.
  ///
  /// @param title the line above the plot
  /// @param xLabel what the columns are
  /// @param yLabel what the rows are
  /// @param counts (row, column)
  /// @return the plot
  /// @throws IllegalArgumentException if there are no counts or rows differ in length
  public static Heatmap table(String title, String xLabel, String yLabel, float[][] counts) {
    return new Heatmap(title, xLabel, yLabel, counts, true);
  }

  @Override
  int height() {
    return written ? 90 + 26 * values.length : 190;
  }

  @Override
  double widthShare() {
    return written ? 1 : 0.35;
  }

  @Override
  void draw(Canvas canvas, Rect outer) {
    int rows = values.length;
    int columns = values[0].length;
    double top = outer.y() + 26;
    double left = outer.x() + (written ? 66 : 22);
    double bottom = written ? 44 : 14;
    double cell =
        Math.min((outer.bottom() - bottom - top) / rows, (outer.right() - 22 - left) / columns);
    float low = Float.POSITIVE_INFINITY;
    float high = Float.NEGATIVE_INFINITY;
    for (float[] row : values) {
      for (float value : row) {
        low = Math.min(low, value);
        high = Math.max(high, value);
      }
    }
    canvas.text(left, top - 9, title, Canvas.Anchor.START, 12.5, Palette.INK, true);
    for (int r = 0; r < rows; r++) {
      for (int c = 0; c < columns; c++) {
        double share = high > low ? (values[r][c] - low) / (high - low) : 0;
        double x = left + c * cell;
        double y = top + r * cell;
        canvas.fillRect(x, y, cell, cell, shade(share));
        if (written) {
          String text = String.format(Locale.ROOT, "%.0f", values[r][c]);
          Color ink = share > 0.5 ? Palette.PAPER : Palette.INK;
          canvas.text(x + cell / 2, y + cell / 2 + 4, text, Canvas.Anchor.MIDDLE, 10.5, ink, false);
        }
      }
    }
    double right = left + columns * cell;
    double base = top + rows * cell;
    canvas.line(left, top, right, top, Palette.MUTED, 1);
    canvas.line(left, base, right, base, Palette.MUTED, 1);
    canvas.line(left, top, left, base, Palette.MUTED, 1);
    canvas.line(right, top, right, base, Palette.MUTED, 1);
    if (written) {
      for (int c = 0; c < columns; c++) {
        number(canvas, left + (c + 0.5) * cell, base + 16, c, Canvas.Anchor.MIDDLE);
      }
      for (int r = 0; r < rows; r++) {
        number(canvas, left - 7, top + (r + 0.5) * cell + 4, r, Canvas.Anchor.END);
      }
      canvas.text(
          (left + right) / 2, base + 34, xLabel, Canvas.Anchor.MIDDLE, 11, Palette.MUTED, false);
      canvas.textUpwards(left - 40, (top + base) / 2, yLabel, 11, Palette.MUTED);
    }
  }

  private static void number(Canvas canvas, double x, double y, int n, Canvas.Anchor anchor) {
    canvas.text(x, y, Integer.toString(n), anchor, 11, Palette.INK, false);
  }

  private static Color shade(double share) {
    // White to the blue of the first series, so that text stays legible on both ends.
    Color dark = Palette.series(0).darker();
    return new Color(
        mix(255, dark.getRed(), share),
        mix(255, dark.getGreen(), share),
        mix(255, dark.getBlue(), share));
  }

  private static int mix(int from, int to, double share) {
    return (int) Math.round(from + (to - from) * share);
  }
}
