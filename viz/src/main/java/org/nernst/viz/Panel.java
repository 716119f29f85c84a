package org.nernst.viz;

/// One plot of a [Figure].
public abstract sealed class Panel
    permits SpikeRaster, MembraneTraces, Curves, Heatmap, GraphDiagram {
  Panel() {}

  /// The height that the plot wants, in pixels.
  abstract int height();

  /// The share of a row's width that the plot wants beside others: a plot of 2 gets twice a 1.
  double widthShare() {
    return 1;
  }

  /// Draws axes, labels and data into the rectangle.
  abstract void draw(Canvas canvas, Rect outer);
}
