package org.nernst.cli.train;

import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.nernst.cli.Suggestion;
import org.nernst.cli.UsageError;
import org.nernst.cli.train.Settings.Given;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/// A configuration in YAML: settings by their keys, and `model` with a name or a list of names.
///
/// @param models the models that it names, none if it names none
/// @param given the settings in it
record SettingsFile(List<Given> models, Map<Setting, Given> given) {
  /// The key that names models.
  static final String MODEL = "model";

  /// No configuration.
  static SettingsFile none() {
    return new SettingsFile(List.of(), Map.of());
  }

  /// Reads a file.
  ///
  /// @throws UsageError if it isn't YAML, or has a key twice or one that there isn't, with the line
  /// @throws IOException if it can't be read
  static SettingsFile read(Path file) throws IOException {
    String text;
    try {
      text = Files.readString(file);
    } catch (MalformedInputException e) {
      throw new UsageError(file + " is not a text file in UTF-8", e);
    }
    try {
      return parse(file, text);
    } catch (MarkedYamlEngineException e) {
      String line = e.getProblemMark().map(m -> ", line " + (m.getLine() + 1)).orElse("");
      throw new UsageError(file + line + ": " + e.getProblem(), e);
    } catch (YamlEngineException e) {
      throw new UsageError(file + ": " + e.getMessage(), e);
    }
  }

  private static SettingsFile parse(Path file, String text) {
    Node root =
        new Compose(LoadSettings.builder().setLabel(file.toString()).build())
            .composeString(text)
            .orElse(null);
    if (root == null) {
      return none();
    }
    if (!(root instanceof MappingNode mapping)) {
      throw new UsageError(place(file, root) + ": expected 'key: value' lines");
    }
    List<Given> models = new ArrayList<>();
    Map<Setting, Given> given = new EnumMap<>(Setting.class);
    for (NodeTuple tuple : mapping.getValue()) {
      String key = scalar(file, tuple.getKeyNode(), "a key");
      Node value = tuple.getValueNode();
      if (key.equals(MODEL)) {
        if (!models.isEmpty()) {
          throw new UsageError(place(file, tuple.getKeyNode()) + ": 'model' is there twice");
        }
        models.addAll(models(file, value));
      } else {
        add(file, tuple.getKeyNode(), key, value, given);
      }
    }
    return new SettingsFile(List.copyOf(models), given);
  }

  private static List<Given> models(Path file, Node value) {
    if (!(value instanceof SequenceNode list)) {
      return List.of(given(file, value, MODEL));
    }
    if (list.getValue().isEmpty()) {
      throw new UsageError(place(file, value) + ": expected at least one model");
    }
    return list.getValue().stream().map(v -> given(file, v, MODEL)).toList();
  }

  private static void add(
      Path file, Node keyNode, String key, Node value, Map<Setting, Given> given) {
    Setting setting =
        Setting.byKey(key)
            .orElseThrow(
                () ->
                    new UsageError(
                        "%s: unknown key '%s'%s"
                            .formatted(place(file, keyNode), key, suggestion(key))));
    if (given.put(setting, given(file, value, key)) != null) {
      throw new UsageError("%s: '%s' is there twice".formatted(place(file, keyNode), key));
    }
  }

  private static String suggestion(String key) {
    List<String> known = new ArrayList<>(List.of(MODEL));
    for (Setting setting : Setting.values()) {
      known.add(setting.key());
    }
    return Suggestion.of(key.replace('_', '-'), known);
  }

  private static Given given(Path file, Node value, String key) {
    return new Given(
        scalar(file, value, "a single value for '" + key + "'"),
        "%s in %s".formatted(key, place(file, value)));
  }

  private static String scalar(Path file, Node node, String expected) {
    if (node instanceof ScalarNode scalar) {
      return scalar.getValue();
    }
    throw new UsageError(place(file, node) + ": expected " + expected);
  }

  private static String place(Path file, Node node) {
    return file + node.getStartMark().map(m -> ", line " + (m.getLine() + 1)).orElse("");
  }
}
