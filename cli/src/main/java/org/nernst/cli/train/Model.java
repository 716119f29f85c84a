package org.nernst.cli.train;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.nernst.cli.UsageError;
import org.nernst.cli.train.Settings.Given;

/// The networks that `nernst train` knows, each with its settings and their defaults.
// The maps come from Map.of and the builders are static methods, none of which ever changes.
@SuppressWarnings("ImmutableEnumChecker")
enum Model {
  /// Norse's adaptive exponential neurons with a leaky-integrator readout.
  LIF_ADEX(
      "lif-adex",
      "Norse's LIFAdEx",
      NorseNetworks::lifAdEx,
      Map.of(
          Setting.LEARNING_RATE, "0.01",
          Setting.SURROGATE, "super",
          Setting.ALPHA, "10",
          Setting.TAU_MEM, "10",
          Setting.TAU_SYN, "5",
          Setting.TAU_ADA, "500",
          Setting.ADAPTATION_CURRENT, "4",
          Setting.ADAPTATION_SPIKE, "0.02",
          Setting.DELTA_T, "0.5",
          Setting.THRESHOLD, "1")),
  /// Sinabs's recurrent integrate-and-fire neurons with a leaky-integrator readout.
  IAF_RECURRENT(
      "iaf-recurrent",
      "Sinabs's IAFRecurrent",
      SinabsNetworks::iafRecurrent,
      Map.of(
          Setting.LEARNING_RATE, "0.005",
          Setting.THRESHOLD, "1",
          Setting.GRAD_WIDTH, "0.5",
          Setting.REC_SCALE, "0.5",
          Setting.TAU_OUT, "10")),
  /// Norse's leaky integrate-and-fire neurons with a leaky-integrator readout.
  LIF(
      "lif",
      "Norse's LIF",
      NorseNetworks::lif,
      Map.of(
          Setting.LEARNING_RATE, "0.01",
          Setting.SURROGATE, "super",
          Setting.ALPHA, "10",
          Setting.TAU_MEM, "10",
          Setting.TAU_SYN, "5",
          Setting.THRESHOLD, "1")),
  /// Sinabs's integrate-and-fire neurons with a leaky-integrator readout.
  IAF(
      "iaf",
      "Sinabs's IAF",
      SinabsNetworks::iaf,
      Map.of(
          Setting.LEARNING_RATE, "0.005",
          Setting.THRESHOLD, "1",
          Setting.GRAD_WIDTH, "0.5",
          Setting.TAU_OUT, "10"));

  /// What is trained when nobody says what.
  static final List<Model> DEFAULT = List.of(LIF_ADEX, IAF_RECURRENT);

  private final String key;
  private final String help;
  private final Builder builder;
  private final Map<Setting, String> own;

  Model(String key, String help, Builder builder, Map<Setting, String> own) {
    this.key = key;
    this.help = help;
    this.builder = builder;
    this.own = own;
  }

  /// The name on the command line and in reports.
  String key() {
    return key;
  }

  /// What its hidden neurons are.
  String help() {
    return help;
  }

  boolean has(Setting setting) {
    return setting.general() || own.containsKey(setting);
  }

  /// The default of a setting that it has, but for the run's name, which has none.
  Map<Setting, String> defaults() {
    Map<Setting, String> defaults = new EnumMap<>(Setting.class);
    for (Setting setting : Setting.values()) {
      String word = own.getOrDefault(setting, setting.common());
      if (word != null) {
        defaults.put(setting, word);
      }
    }
    return defaults;
  }

  /// The network for some settings.
  ///
  /// @param recording whether its neurons record their membrane potentials
  Network build(Settings settings, int inputs, int classes, boolean recording) {
    return builder.build(settings, inputs, classes, recording);
  }

  /// The model of a name.
  ///
  /// @throws UsageError if there is none, naming those that there are
  static Model named(Given name) {
    return Arrays.stream(values())
        .filter(m -> m.key.equals(name.word()))
        .findFirst()
        .orElseThrow(
            () ->
                new UsageError(
                    "expected one of %s for %s, got '%s'"
                        .formatted(keys(), name.name(), name.word())));
  }

  /// All names, for messages.
  static String keys() {
    return Arrays.stream(values()).map(Model::key).collect(Collectors.joining(", "));
  }

  /// Makes networks of one model.
  @FunctionalInterface
  interface Builder {
    /// See [Model#build].
    Network build(Settings settings, int inputs, int classes, boolean recording);
  }
}
