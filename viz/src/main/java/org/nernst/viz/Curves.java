package org.nernst.viz;

import java.awt.Color;
import java.util.List;

/// Lines over a common axis, such as a loss over epochs.
public final class Curves extends Panel {
  /// Lines of more points are drawn without a dot at each, which would run into one another.
  private static final int MOST_DOTS = 100;

  /// One line.
  public static final class Series {
    private final String name;
    private final double[] x;
    private final double[] y;

    /// A line through points.
    ///
    /// @param name for the legend
    /// @param x where the points are, rising
    /// @param y the values; values that are not finite leave a gap
    /// @throws IllegalArgumentException if the arrays differ in length or are empty
    public Series(String name, double[] x, double[] y) {
      if (x.length != y.length || x.length == 0) {
        throw new IllegalArgumentException(
            "expected as many x as y and at least one, got %d x and %d y of %s"
                .formatted(x.length, y.length, name));
      }
      this.name = name;
      this.x = x.clone();
      this.y = y.clone();
    }

    /// A line over 1, 2, 3, ...
    ///
    /// @param name for the legend
    /// @param y the values
    /// @return the line
    public static Series byEpoch(String name, double[] y) {
      double[] x = new double[y.length];
      for (int i = 0; i < x.length; i++) {
        x[i] = i + 1;
      }
      return new Series(name, x, y);
    }
  }

  private final String title;
  private final String xLabel;
  private final String yLabel;
  private final List<Series> series;

  /// Lines with labelled axes.
  ///
  /// @param title the line above the plot
  /// @param xLabel name and unit of the horizontal axis
  /// @param yLabel name and unit of the vertical axis
  /// @param series the lines, at least one
  /// @throws IllegalArgumentException if there is no line
  public Curves(String title, String xLabel, String yLabel, List<Series> series) {
    if (series.isEmpty()) {
      throw new IllegalArgumentException("expected at least one series, got none");
    }
    this.title = title;
    this.xLabel = xLabel;
    this.yLabel = yLabel;
    this.series = List.copyOf(series);
  }

  @Override
  int height() {
    return 270;
  }

  @Override
  void draw(Canvas canvas, Rect outer) {
    double xLow = Double.POSITIVE_INFINITY;
    double xHigh = Double.NEGATIVE_INFINITY;
    double yLow = Double.POSITIVE_INFINITY;
    double yHigh = Double.NEGATIVE_INFINITY;
    for (Series line : series) {
      for (int i = 0; i < line.x.length; i++) {
        if (Double.isFinite(line.y[i])) {
          xLow = Math.min(xLow, line.x[i]);
          xHigh = Math.max(xHigh, line.x[i]);
          yLow = Math.min(yLow, line.y[i]);
          yHigh = Math.max(yHigh, line.y[i]);
        }
      }
    }
    if (yLow > yHigh) {
      xLow = 0;
      xHigh = 1;
      yLow = 0;
      yHigh = 1;
    }
    double room = 0.04 * (yHigh - yLow);
    Axes axes = Axes.within(outer, xLow, xHigh, yLow - room, yHigh + room);
    axes.draw(canvas, title, xLabel, yLabel);
    Color[] colors = new Color[series.size()];
    String[] names = new String[series.size()];
    for (int s = 0; s < series.size(); s++) {
      colors[s] = Palette.series(s);
      names[s] = series.get(s).name;
      draw(canvas, axes, series.get(s), colors[s]);
    }
    axes.legend(canvas, names, colors);
  }

  private static void draw(Canvas canvas, Axes axes, Series line, Color color) {
    int start = 0;
    double[] y = line.y;
    while (start < y.length) {
      if (!Double.isFinite(y[start])) {
        start++;
        continue;
      }
      int end = start;
      while (end < y.length && Double.isFinite(y[end])) {
        end++;
      }
      double[] xs = new double[end - start];
      double[] ys = new double[end - start];
      for (int i = start; i < end; i++) {
        xs[i - start] = axes.x(line.x[i]);
        ys[i - start] = axes.y(y[i]);
        if (y.length <= MOST_DOTS) {
          canvas.dot(xs[i - start], ys[i - start], 2.4, color);
        }
      }
      canvas.polyline(xs, ys, color, 1.8);
      start = end;
    }
  }
}
