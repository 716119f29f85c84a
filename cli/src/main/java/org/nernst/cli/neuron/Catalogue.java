package org.nernst.cli.neuron;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.SequencedMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.nernst.cli.Suggestion;
import org.nernst.cli.UsageError;
import org.nernst.nn.Module;

/// Every neuron that there is, by name.
final class Catalogue {
  private static final List<Neuron> ALL =
      Stream.concat(NorseNeurons.all().stream(), SinabsNeurons.all().stream()).toList();

  private Catalogue() {}

  /// All neurons, Norse's first.
  static List<Neuron> all() {
    return ALL;
  }

  /// The neuron of a name: `norse.LIFAdEx`, `LIFAdEx` where only one dialect has it, or the name of
  /// a class that runs it.
  ///
  /// @throws UsageError if there is none or several, naming those that were meant
  static Neuron named(String name) {
    String wanted = name.toLowerCase(Locale.ROOT);
    List<Neuron> found =
        ALL.stream().filter(n -> names(n).stream().anyMatch(wanted::equals)).distinct().toList();
    if (found.size() == 1) {
      return found.getFirst();
    }
    if (found.size() > 1) {
      throw new UsageError(
          "'%s' is %s: say which"
              .formatted(
                  name, found.stream().map(Neuron::name).collect(Collectors.joining(" and "))));
    }
    List<String> known = new ArrayList<>();
    ALL.forEach(n -> known.add(n.name()));
    ALL.forEach(n -> known.add(shortName(n.name())));
    throw new UsageError(
        "no neuron '%s'%s%s"
            .formatted(
                name,
                Suggestion.of(name, known),
                Suggestion.of(name, known).isEmpty() ? "; nernst neuron list shows them all" : ""));
  }

  private static List<String> names(Neuron neuron) {
    List<String> names = new ArrayList<>();
    String dialect = neuron.name().substring(0, neuron.name().indexOf('.') + 1);
    names.add(neuron.name());
    names.add(shortName(neuron.name()));
    for (Class<? extends Module> type : neuron.classes()) {
      names.add(type.getSimpleName());
      names.add(dialect + type.getSimpleName());
    }
    return names.stream().map(n -> n.toLowerCase(Locale.ROOT)).toList();
  }

  private static String shortName(String name) {
    return name.substring(name.indexOf('.') + 1);
  }

  /// Parameters in order, from name and default in turn.
  static SequencedMap<String, Double> parameters(Object... namesAndDefaults) {
    SequencedMap<String, Double> parameters = new LinkedHashMap<>();
    for (int k = 0; k < namesAndDefaults.length; k += 2) {
      parameters.put((String) namesAndDefaults[k], (Double) namesAndDefaults[k + 1]);
    }
    return parameters;
  }
}
