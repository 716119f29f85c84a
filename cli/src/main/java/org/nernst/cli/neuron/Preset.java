package org.nernst.cli.neuron;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SequencedMap;
import org.nernst.cli.Suggestion;
import org.nernst.cli.UsageError;

/// Parameters of adaptive exponential neurons for the firing patterns of Naud et al. (Firing
/// patterns in the adaptive exponential integrate-and-fire model, Biol. Cybern. 99, 2008), in
/// millivolts and milliseconds.
///
/// Norse's neuron spikes where v passes v_th, while Naud's goes on to a peak far above. So the
/// numbers aren't theirs, but the mechanisms are: how fast and how strongly adaptation follows
/// spikes and potential, and where the reset lies. A reset above the threshold makes spikes of
/// successive steps (or refractory periods), which is what a burst is here.
enum Preset {
  TONIC("regular spikes", 10, 0, 20, 0.5, -62, 26),
  ADAPTING("intervals that grow", 10, 0, 200, 1, -58, 28),
  INITIAL_BURST("quick spikes, then slow ones", 5, 0.3, 100, 3, -53, 30),
  BURSTING("groups of spikes with silence between", 10, 0, 60, 3, -49.3, 26),
  DELAYED("silence, then spikes", 8, -0.5, 100, 1, -58, 14);

  /// The step that the presets are made for, in milliseconds.
  static final double DT = 1;

  private static final double V_LEAK = -70;
  private static final double V_TH = -50;
  private static final double DELTA_T = 2;
  private static final double TAU_SYN = 2;

  private final String what;
  private final double tauMem;
  private final double coupling;
  private final double tauAda;
  private final double jump;
  private final double reset;
  private final double current;

  Preset(
      String what,
      double tauMem,
      double coupling,
      double tauAda,
      double jump,
      double reset,
      double current) {
    this.what = what;
    this.tauMem = tauMem;
    this.coupling = coupling;
    this.tauAda = tauAda;
    this.jump = jump;
    this.reset = reset;
    this.current = current;
  }

  /// The name on the command line.
  String key() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /// What it shows.
  String what() {
    return what;
  }

  /// All names.
  static List<String> keys() {
    return Arrays.stream(values()).map(Preset::key).toList();
  }

  /// The preset of a name.
  ///
  /// @throws UsageError if there is none
  static Preset named(String key) {
    return Arrays.stream(values())
        .filter(preset -> preset.key().equals(key))
        .findFirst()
        .orElseThrow(
            () ->
                new UsageError(
                    "--preset: expected one of %s, got '%s'%s"
                        .formatted(String.join(", ", keys()), key, Suggestion.of(key, keys()))));
  }

  /// Puts the preset's numbers in place of others.
  ///
  /// @param parameters of an adaptive exponential neuron
  void apply(SequencedMap<String, Double> parameters) {
    parameters.putAll(
        Map.ofEntries(
            Map.entry("v_leak", V_LEAK),
            Map.entry("v_th", V_TH),
            Map.entry("delta_T", DELTA_T),
            Map.entry("tau_syn_inv", 1 / TAU_SYN),
            Map.entry("tau_mem_inv", 1 / tauMem),
            Map.entry("adaptation_current", coupling),
            Map.entry("tau_ada_inv", 1 / tauAda),
            Map.entry("adaptation_spike", jump),
            Map.entry("v_reset", reset)));
  }

  /// The input of every step that gives the preset's current in the long run.
  double amplitude(Map<String, Double> parameters, double dt) {
    return current * dt * Overrides.get(parameters, "tau_syn_inv");
  }
}
