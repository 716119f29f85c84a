package org.nernst.cli.neuron;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;
import java.util.function.Supplier;
import org.nernst.cli.Suggestion;
import org.nernst.cli.UsageError;

/// What `--param NAME=VALUE` says.
final class Overrides {
  private Overrides() {}

  /// Puts the given values in place of others.
  ///
  /// @param given words `NAME=VALUE`
  /// @param neuron whose parameters they are
  /// @param parameters of it; changed
  /// @throws UsageError if a word isn't one, or the neuron has no such parameter
  static void apply(List<String> given, Neuron neuron, SequencedMap<String, Double> parameters) {
    for (String word : given) {
      int equals = word.indexOf('=');
      if (equals < 1) {
        throw new UsageError("--param: expected NAME=VALUE, got '" + word + "'");
      }
      String name = word.substring(0, equals);
      if (!parameters.containsKey(name)) {
        throw new UsageError(
            "--param: expected for %s one of %s, got '%s'%s"
                .formatted(
                    neuron.name(),
                    String.join(", ", parameters.keySet()),
                    name,
                    Suggestion.of(name, parameters.keySet())));
      }
      parameters.put(name, number("--param " + name, word.substring(equals + 1)));
    }
  }

  /// {@return the number of a name that is there}
  static double get(Map<String, Double> parameters, String name) {
    return Objects.requireNonNull(parameters.get(name), name);
  }

  private static double number(String option, String word) {
    try {
      double value = Double.parseDouble(word);
      if (Double.isFinite(value)) {
        return value;
      }
    } catch (NumberFormatException _) {
      // said below, with the name of the option
    }
    throw new UsageError("%s: expected a finite number, got '%s'".formatted(option, word));
  }

  /// {@return what is made}
  ///
  /// @throws UsageError if a value that the user gave is refused
  static <T> T checked(Supplier<T> made) {
    try {
      return made.get();
    } catch (IllegalArgumentException e) {
      throw new UsageError(String.valueOf(e.getMessage()), e);
    }
  }
}
