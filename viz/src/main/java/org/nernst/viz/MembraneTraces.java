package org.nernst.viz;

import java.awt.Color;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Membrane potentials over time, one line per neuron, with the threshold and the spikes if given.
public final class MembraneTraces extends Panel {
  private final String title;
  private final float[][] potentials;
  private final String[] names;
  private final float @Nullable [][] spikes;
  private final double threshold;
  private final double dt;
  private final String timeUnit;
  private final String label;

  private MembraneTraces(
      String title,
      float[][] potentials,
      String[] names,
      float @Nullable [][] spikes,
      double threshold,
      double dt,
      String timeUnit,
      String label) {
    this.title = title;
    this.potentials = potentials;
    this.names = names;
    this.spikes = spikes;
    this.threshold = threshold;
    this.dt = dt;
    this.timeUnit = timeUnit;
    this.label = label;
  }

  /// Traces over time steps.
  ///
  /// @param title the line above the plot
  /// @param potentials (time, neuron): membrane potentials after each step
  /// @param names one name per neuron, for the legend
  /// @return the plot
  /// @throws IllegalArgumentException if shapes don't fit
  public static MembraneTraces of(String title, float[][] potentials, String... names) {
    Shapes.rectangular("potentials", potentials);
    if (names.length != potentials[0].length) {
      throw new IllegalArgumentException(
          "expected %d names, one per neuron, got %d"
              .formatted(potentials[0].length, names.length));
    }
    return new MembraneTraces(
        title, potentials, names, null, Double.NaN, 1, "step", "membrane potential");
  }

  /// With a row of marks per neuron above the traces where neurons spike.
  ///
  /// @param spikes (time, neuron): spike counts of the same neurons
  /// @return a new plot
  /// @throws IllegalArgumentException if the shape is not that of the potentials
  public MembraneTraces withSpikes(float[][] spikes) {
    Shapes.rectangular("spikes", spikes);
    if (spikes.length != potentials.length || spikes[0].length != potentials[0].length) {
      throw new IllegalArgumentException(
          "expected spikes (%d, %d) as the potentials, got (%d, %d)"
              .formatted(potentials.length, potentials[0].length, spikes.length, spikes[0].length));
    }
    return new MembraneTraces(title, potentials, names, spikes, threshold, dt, timeUnit, label);
  }

  /// With a dashed line at the threshold.
  ///
  /// @param threshold the potential above which a neuron spikes
  /// @return a new plot
  public MembraneTraces withThreshold(double threshold) {
    return new MembraneTraces(title, potentials, names, spikes, threshold, dt, timeUnit, label);
  }

  /// With a time axis in milliseconds.
  ///
  /// @param dt the length of a time step in seconds
  /// @return a new plot
  /// @throws IllegalArgumentException if dt isn't positive
  public MembraneTraces inMilliseconds(double dt) {
    return inTime(Shapes.positive("dt", dt) * 1e3, "ms");
  }

  /// With a time axis in some unit.
  ///
  /// @param dt the length of a time step in that unit
  /// @param unit its name
  /// @return a new plot
  /// @throws IllegalArgumentException if dt isn't positive
  public MembraneTraces inTime(double dt, String unit) {
    return new MembraneTraces(
        title, potentials, names, spikes, threshold, Shapes.positive("dt", dt), unit, label);
  }

  @Override
  int height() {
    return 210;
  }

  @Override
  void draw(Canvas canvas, Rect outer) {
    int steps = potentials.length;
    int neurons = names.length;
    double low = Double.POSITIVE_INFINITY;
    double high = Double.NEGATIVE_INFINITY;
    for (float[] row : potentials) {
      for (float v : row) {
        low = Float.isFinite(v) ? Math.min(low, v) : low;
        high = Float.isFinite(v) ? Math.max(high, v) : high;
      }
    }
    if (!Double.isNaN(threshold)) {
      low = Math.min(low, threshold);
      high = Math.max(high, threshold);
    }
    if (low > high) {
      low = 0;
      high = 1;
    }
    double room = 0.06 * Math.max(high - low, 1e-6);
    // Each neuron's spikes have a row of their own above its highest potential.
    double rowOfSpikes = spikes == null ? 0 : 0.05 * (high - low);
    double top = high + room + neurons * rowOfSpikes;
    Axes axes = Axes.within(outer, -0.5 * dt, (steps - 0.5) * dt, low - room, top);
    axes.draw(canvas, title, "time (" + timeUnit + ")", label);
    if (!Double.isNaN(threshold)) {
      double y = axes.y(threshold);
      canvas.dashedLine(axes.inner().x(), y, axes.inner().right(), y, Palette.MUTED, 1.2);
    }
    canvas.clip(axes.inner());
    for (int n = 0; n < neurons; n++) {
      trace(canvas, axes, n);
      if (spikes != null) {
        double y = axes.y(high + room + (n + 0.5) * rowOfSpikes);
        for (int t = 0; t < steps; t++) {
          if (spikes[t][n] > 0) {
            canvas.spike(axes.x(t * dt), y, 6, Palette.series(n), 2);
          }
        }
      }
    }
    canvas.unclip();
    Color[] colors = new Color[neurons];
    Arrays.setAll(colors, Palette::series);
    axes.legend(canvas, names, colors);
  }

  private void trace(Canvas canvas, Axes axes, int neuron) {
    double[] xs = new double[potentials.length];
    double[] ys = new double[potentials.length];
    int points = 0;
    for (int t = 0; t < potentials.length; t++) {
      if (Float.isFinite(potentials[t][neuron])) {
        xs[points] = axes.x(t * dt);
        ys[points++] = axes.y(potentials[t][neuron]);
      }
    }
    canvas.polyline(
        Arrays.copyOf(xs, points), Arrays.copyOf(ys, points), Palette.series(neuron), 1.6);
  }
}
