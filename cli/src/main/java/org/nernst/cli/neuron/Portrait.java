package org.nernst.cli.neuron;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.nernst.viz.Curves;
import org.nernst.viz.Figure;
import org.nernst.viz.MembraneTraces;

/// The picture of a neuron's answer to a current: input, membrane potential with spikes,
/// adaptation, one below the other over the same time.
///
/// @param title the heading
/// @param input of every step
/// @param dt length of a step
/// @param unit of dt
/// @param parameters of the neuron, for its threshold
@SuppressWarnings("ArrayRecordComponent") // handed over, never shared
record Portrait(
    String title,
    Response response,
    float[] input,
    double dt,
    String unit,
    Map<String, Double> parameters) {

  Figure figure() {
    // People think of neurons in milliseconds.
    double scaled = unit.equals("s") ? dt * 1e3 : dt;
    String shown = unit.equals("s") ? "ms" : unit;
    SequencedMap<String, float[]> states = response.states();
    MembraneTraces membrane =
        MembraneTraces.of("Membrane potential", column(Glossary.membrane(states)), "v")
            .inTime(scaled, shown);
    if (response.spiking()) {
      Double threshold = parameters.getOrDefault("v_th", parameters.get("spike_threshold"));
      membrane = membrane.withSpikes(column(response.output()));
      if (threshold != null) {
        membrane = membrane.withThreshold(threshold);
      }
    }
    Figure figure =
        Figure.titled(title)
            .row(curve("Input", "input of a step", List.of(input), List.of("input"), scaled, shown))
            .row(membrane);
    List<float[]> slow = new ArrayList<>();
    List<String> names = new ArrayList<>();
    if (states.containsKey("a")) {
      slow.add(states.get("a"));
      names.add("adaptation a");
    }
    for (String current : List.of("i", "i_syn")) {
      if (states.containsKey(current)) {
        slow.add(states.get(current));
        names.add("synaptic current " + current);
      }
    }
    return slow.isEmpty()
        ? figure
        : figure.row(
            curve(
                states.containsKey("a") ? "Adaptation and current" : "Current",
                "value",
                slow,
                names,
                scaled,
                shown));
  }

  private static Curves curve(
      String title,
      String label,
      List<float[]> values,
      List<String> names,
      double dt,
      String unit) {
    List<Curves.Series> series = new ArrayList<>();
    for (int s = 0; s < values.size(); s++) {
      float[] own = values.get(s);
      double[] x = new double[own.length];
      double[] y = new double[own.length];
      for (int t = 0; t < own.length; t++) {
        x[t] = t * dt;
        y[t] = own[t];
      }
      series.add(new Curves.Series(names.get(s), x, y));
    }
    return new Curves(title, "time (" + unit + ")", label, series);
  }

  private static float[][] column(float[] values) {
    float[][] column = new float[values.length][1];
    for (int t = 0; t < values.length; t++) {
      column[t][0] = values[t];
    }
    return column;
  }
}
