package org.nernst.viz;

import java.awt.Color;

/// A spike raster: one row per neuron, one mark per spike, time to the right.
///
/// Where a neuron emits several spikes in one step, the mark is orange.
public final class SpikeRaster extends Panel {
  private final String title;
  private final float[][] spikes;
  private final double dt;
  private final String timeUnit;

  private SpikeRaster(String title, float[][] spikes, double dt, String timeUnit) {
    this.title = title;
    this.spikes = spikes;
    this.dt = dt;
    this.timeUnit = timeUnit;
  }

  /// A raster over time steps.
  ///
  /// @param title the line above the plot
  /// @param spikes (time, neuron): the number of spikes
  /// @return the plot
  /// @throws IllegalArgumentException if there is no step or no neuron, or rows differ in length
  public static SpikeRaster of(String title, float[][] spikes) {
    return new SpikeRaster(title, Shapes.rectangular("spikes", spikes), 1, "step");
  }

  /// The same raster with a time axis in milliseconds.
  ///
  /// @param dt the length of a time step in seconds
  /// @return a new plot
  /// @throws IllegalArgumentException if dt isn't positive
  public SpikeRaster inMilliseconds(double dt) {
    return new SpikeRaster(title, spikes, Shapes.positive("dt", dt) * 1e3, "ms");
  }

  /// The number of (time, neuron) entries with at least one spike, which is the number of marks.
  ///
  /// @return the number of marks
  public int marks() {
    int marks = 0;
    for (float[] row : spikes) {
      for (float count : row) {
        marks += count > 0 ? 1 : 0;
      }
    }
    return marks;
  }

  @Override
  int height() {
    return Math.clamp(90 + spikes[0].length * 2L, 150, 360);
  }

  @Override
  void draw(Canvas canvas, Rect outer) {
    int steps = spikes.length;
    int neurons = spikes[0].length;
    Axes axes = Axes.within(outer, -0.5 * dt, (steps - 0.5) * dt, -0.5, neurons - 0.5);
    axes.draw(canvas, title, "time (" + timeUnit + ")", "neuron");
    double tall = Math.clamp(axes.inner().height() / neurons * 0.9, 1.4, 12);
    double wide = Math.clamp(axes.inner().width() / steps * 0.25, 1.0, 3.0);
    for (int t = 0; t < steps; t++) {
      for (int n = 0; n < neurons; n++) {
        float count = spikes[t][n];
        if (count > 0) {
          Color color = count > 1 ? Palette.SPIKE : Palette.INK;
          canvas.spike(axes.x(t * dt), axes.y(n), tall, color, wide);
        }
      }
    }
  }
}
