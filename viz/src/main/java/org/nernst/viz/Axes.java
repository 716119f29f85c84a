package org.nernst.viz;

import java.awt.Color;

/// The frame of a plot: maps data to pixels, draws grid, ticks and labels around the inner
/// rectangle.
final class Axes {
  private static final double LEFT = 66;
  private static final double RIGHT = 22;
  private static final double TOP = 26;
  private static final double BOTTOM = 44;
  private static final double TEXT = 11;

  private final Rect inner;
  private final double xLow;
  private final double xHigh;
  private final double yLow;
  private final double yHigh;

  private Axes(Rect inner, double xLow, double xHigh, double yLow, double yHigh) {
    this.inner = inner;
    this.xLow = xLow;
    this.xHigh = xHigh;
    this.yLow = yLow;
    this.yHigh = yHigh;
  }

  /// Axes within `outer` over the given ranges; an empty range is widened around its value.
  static Axes within(Rect outer, double xLow, double xHigh, double yLow, double yHigh) {
    Rect inner =
        new Rect(
            outer.x() + LEFT,
            outer.y() + TOP,
            outer.width() - LEFT - RIGHT,
            outer.height() - TOP - BOTTOM);
    double dx = xHigh > xLow ? 0 : 0.5;
    double dy = yHigh > yLow ? 0 : Math.max(0.5, Math.abs(yLow) * 0.1);
    return new Axes(inner, xLow - dx, xHigh + dx, yLow - dy, yHigh + dy);
  }

  Rect inner() {
    return inner;
  }

  double x(double value) {
    return inner.x() + (value - xLow) / (xHigh - xLow) * inner.width();
  }

  double y(double value) {
    return inner.bottom() - (value - yLow) / (yHigh - yLow) * inner.height();
  }

  /// Draws title, grid, ticks and labels; data is drawn over it.
  void draw(Canvas canvas, String title, String xLabel, String yLabel) {
    canvas.text(inner.x(), inner.y() - 9, title, Canvas.Anchor.START, 12.5, Palette.INK, true);
    Ticks xs = Ticks.between(xLow, xHigh, 8);
    for (int i = 0; i < xs.values().length; i++) {
      double at = x(xs.values()[i]);
      canvas.line(at, inner.y(), at, inner.bottom(), Palette.GRID, 1);
      canvas.line(at, inner.bottom(), at, inner.bottom() + 4, Palette.INK, 1);
      label(canvas, at, inner.bottom() + 17, xs.labels()[i], Canvas.Anchor.MIDDLE);
    }
    Ticks ys = Ticks.between(yLow, yHigh, (int) Math.max(2, inner.height() / 32));
    for (int i = 0; i < ys.values().length; i++) {
      double at = y(ys.values()[i]);
      canvas.line(inner.x(), at, inner.right(), at, Palette.GRID, 1);
      canvas.line(inner.x() - 4, at, inner.x(), at, Palette.INK, 1);
      label(canvas, inner.x() - 7, at + 4, ys.labels()[i], Canvas.Anchor.END);
    }
    canvas.line(inner.x(), inner.y(), inner.x(), inner.bottom(), Palette.INK, 1);
    canvas.line(inner.x(), inner.bottom(), inner.right(), inner.bottom(), Palette.INK, 1);
    double middle = inner.x() + inner.width() / 2;
    canvas.text(
        middle, inner.bottom() + 34, xLabel, Canvas.Anchor.MIDDLE, TEXT, Palette.MUTED, false);
    canvas.textUpwards(inner.x() - 48, inner.y() + inner.height() / 2, yLabel, TEXT, Palette.MUTED);
  }

  /// A row of coloured names in the upper right corner above the plot.
  void legend(Canvas canvas, String[] names, Color[] colors) {
    double right = inner.right();
    for (int i = names.length - 1; i >= 0; i--) {
      canvas.text(right, inner.y() - 9, names[i], Canvas.Anchor.END, TEXT, Palette.INK, false);
      double start = right - names[i].length() * 6.6 - 6;
      canvas.line(start - 14, inner.y() - 13, start, inner.y() - 13, colors[i], 3);
      right = start - 26;
    }
  }

  private static void label(Canvas canvas, double x, double y, String text, Canvas.Anchor anchor) {
    canvas.text(x, y, text, anchor, TEXT, Palette.INK, false);
  }
}
