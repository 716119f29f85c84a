package org.nernst.cli.neuron;

import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;

/// What the names of parameters, states and inputs mean, and their units.
final class Glossary {
  /// One entry.
  ///
  /// @param unit with the default parameters; empty for a pure number
  record Term(String unit, String meaning) {}

  private static final Map<String, Term> PARAMETERS =
      Map.ofEntries(
          Map.entry(
              "adaptation_current", new Term("", "coupling of the potential into the adaptation")),
          Map.entry("adaptation_spike", new Term("", "jump of the adaptation at each spike")),
          Map.entry("delta_T", new Term("", "sharpness of the exponential, in units of v; > 0")),
          Map.entry("tau_ada_inv", new Term("1/s", "inverse time constant of the adaptation; > 0")),
          Map.entry(
              "tau_syn_inv", new Term("1/s", "inverse time constant of the synaptic current; > 0")),
          Map.entry("tau_mem_inv", new Term("1/s", "inverse time constant of the membrane; > 0")),
          Map.entry("v_leak", new Term("", "leak potential, and potential at the start")),
          Map.entry("v_th", new Term("", "threshold: a spike is v > v_th")),
          Map.entry("v_reset", new Term("", "potential after a spike")),
          Map.entry("alpha", new Term("", "sharpness of the surrogate gradient; > 0")),
          Map.entry("rho_reset", new Term("step", "length of the refractory period; >= 0")),
          Map.entry("input_weights", new Term("", "weight from the input; a matrix in a network")),
          Map.entry(
              "recurrent_weights",
              new Term("", "weight of the last spikes; a matrix in a network")),
          Map.entry("tau_mem", new Term("step", "time constant of the membrane; > 0")),
          Map.entry(
              "tau_syn", new Term("step", "time constant of the synaptic filter; > 0, or none")),
          Map.entry(
              "spike_threshold", new Term("", "potential at which it spikes, and of a reset; > 0")),
          Map.entry("min_v_mem", new Term("", "lower bound of the potential, or none")),
          Map.entry("norm_input", new Term("", "whether the current is scaled by 1 - alpha_mem")),
          Map.entry(
              "rec_connect.weight",
              new Term("", "weight of the last spikes; any module in a network")));

  private static final Map<String, String> STATES =
      Map.ofEntries(
          Map.entry("v", "membrane potential"),
          Map.entry("i", "synaptic current"),
          Map.entry("a", "adaptation"),
          Map.entry("z", "spikes of the last step"),
          Map.entry("rho", "steps left of the refractory period"),
          Map.entry("v_mem", "membrane potential"),
          Map.entry("i_syn", "synaptic current"),
          Map.entry("last_spikes", "spikes of the last step"));

  private Glossary() {}

  /// What a parameter means.
  static Term parameter(String name) {
    return Objects.requireNonNull(PARAMETERS.get(name), name);
  }

  /// What a state means.
  static String state(String name) {
    return Objects.requireNonNull(STATES.get(name), name);
  }

  /// The trace of the membrane potential among some states.
  static float[] membrane(SequencedMap<String, float[]> states) {
    float[] v = states.get("v");
    return v != null ? v : Objects.requireNonNull(states.get("v_mem"), "v_mem");
  }
}
