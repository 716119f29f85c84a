package org.nernst.io.nir;

import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// What a neuron's step is made of, once options and metadata are put together.
///
/// @param dt length of a step in the unit of the file's times; NaN if nobody says
record NirConventions(
    double dt,
    Integration integration,
    InputScaling inputs,
    ResetRule reset,
    SpikeCount spikes,
    FeedbackStart feedback) {
  /// Where the length of a step is noted, in the unit of the times in the file: seconds.
  static final String DT = "dt";

  /// The group of metadata that is Nernst's own, so that other tools' names don't count.
  static final String OWN = "nernst";

  static final String INTEGRATION = "integration";
  static final String INPUTS = "inputs";
  static final String RESET = "reset";
  static final String SPIKES = "spikes";
  static final String FEEDBACK = "feedback";

  /// {@return what holds for a node: the options, else its own metadata, else the whole graph's}
  ///
  /// @throws IllegalArgumentException when the metadata names something unknown
  static NirConventions of(NirOptions options, NirNode node, NirGraph root) {
    Double step = options.dt() != null ? options.dt() : metadataDt(root, options.timeUnit());
    return new NirConventions(
        step == null ? Double.NaN : step / options.timeUnit(),
        choose(options.integration(), Integration.class, INTEGRATION, node, root),
        choose(options.inputs(), InputScaling.class, INPUTS, node, root),
        choose(options.reset(), ResetRule.class, RESET, node, root),
        choose(options.spikes(), SpikeCount.class, SPIKES, node, root),
        choose(null, FeedbackStart.class, FEEDBACK, node, root));
  }

  private static @Nullable Double metadataDt(NirGraph root, double unit) {
    Double step =
        switch (root.metadata().value().get(DT)) {
          case NirValue.Real(double seconds) -> seconds;
          case NirValue.Whole(long seconds) -> (double) seconds;
          case null, default -> null;
        };
    return step != null && step > 0 && step < Double.POSITIVE_INFINITY ? step * unit : null;
  }

  private static <E extends Enum<E>> E choose(
      @Nullable E option, Class<E> type, String key, NirNode node, NirGraph root) {
    if (option != null) {
      return option;
    }
    String name = hint(node, key);
    if (name == null) {
      name = hint(root, key);
    }
    if (name == null) {
      return type.getEnumConstants()[0];
    }
    for (E value : type.getEnumConstants()) {
      if (text(value).equals(name)) {
        return value;
      }
    }
    throw new IllegalArgumentException(
        "metadata %s/%s: expected one of %s, got \"%s\"; give it as an option"
            .formatted(
                OWN,
                key,
                Arrays.stream(type.getEnumConstants()).map(NirConventions::text).toList(),
                name));
  }

  private static @Nullable String hint(NirNode node, String key) {
    return node.metadata().value().get(OWN) instanceof NirValue.Group own
            && own.value().get(key) instanceof NirValue.Text(String name)
        ? name
        : null;
  }

  /// {@return a choice as the metadata says it}
  static String text(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  /// {@return the length of a step}
  ///
  /// @throws IllegalArgumentException when nobody says
  double requiredDt(String path) {
    if (Double.isNaN(dt)) {
      throw new IllegalArgumentException(
          "node '%s' needs the length of a step, which the file doesn't say: give dt"
              .formatted(path));
    }
    return dt;
  }
}
