package org.nernst.cli.train;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import java.util.stream.Collectors;
import org.nernst.cli.UsageError;
import org.nernst.cli.train.Settings.Given;

/// A run to do: a model and all of its settings.
///
/// @param model the network
/// @param settings every setting that the model has
record RunConfig(Model model, Settings settings) {
  /// Makes runs of what the user said: defaults, then the file, then options.
  ///
  /// @param models the models named by options; none for those of the file, or the default
  /// @param file the configuration file
  /// @param options the settings given as options
  /// @throws UsageError if a model is unknown or has not one of the settings
  static List<RunConfig> resolve(
      List<Given> models, SettingsFile file, Map<Setting, Given> options) {
    List<Given> named = models.isEmpty() ? file.models() : models;
    List<Model> chosen =
        named.isEmpty() ? Model.DEFAULT : named.stream().map(Model::named).distinct().toList();
    Map<Setting, Given> given = new EnumMap<>(Setting.class);
    given.putAll(file.given());
    given.putAll(options);
    given.forEach((setting, value) -> checkUsed(chosen, setting, value));
    Given name = given.get(Setting.NAME);
    if (name != null && chosen.size() > 1) {
      throw new UsageError(
          "%s names one run, but there are %d models".formatted(name.name(), chosen.size()));
    }
    return chosen.stream().map(model -> of(model, given)).toList();
  }

  private static void checkUsed(List<Model> chosen, Setting setting, Given value) {
    // With several models a setting may belong to some of them only, but never to none.
    if (chosen.stream().noneMatch(m -> m.has(setting))) {
      throw new UsageError(
          "%s has no effect: %s %s no such setting"
              .formatted(
                  value.name(),
                  chosen.stream().map(Model::key).collect(Collectors.joining(" and ")),
                  chosen.size() == 1 ? "has" : "have"));
    }
  }

  private static RunConfig of(Model model, Map<Setting, Given> given) {
    Map<Setting, Given> its = new EnumMap<>(Setting.class);
    given.forEach(
        (setting, value) -> {
          if (model.has(setting)) {
            its.put(setting, value);
          }
        });
    return new RunConfig(model, Settings.of(model.defaults(), its));
  }

  /// Reads the configuration that a run has left.
  ///
  /// @throws UsageError if it isn't one
  /// @throws IOException if it can't be read
  static RunConfig read(Path file) throws IOException {
    SettingsFile settings = SettingsFile.read(file);
    if (settings.models().size() != 1) {
      throw new UsageError(
          "%s: expected one model, got %d".formatted(file, settings.models().size()));
    }
    return resolve(List.of(), settings, Map.of()).getFirst();
  }

  /// The configurations of runs that go on, as [#resumedWith] makes each of them.
  ///
  /// @param group the runs
  /// @param models the models that the user names: only their runs go on; none for all
  /// @param given the settings that the user gives again, each for the runs that have it
  /// @return by directory, in the order of the group
  /// @throws UsageError if no run has a model or a setting, or a setting is another than before
  /// @throws IOException if a configuration can't be read
  static SequencedMap<RunDirectory, RunConfig> resumed(
      RunGroup group, List<Given> models, Map<Setting, Given> given) throws IOException {
    SequencedMap<RunDirectory, RunConfig> all = new LinkedHashMap<>();
    for (RunDirectory member : group.members()) {
      all.put(member, read(member.config()));
    }
    Set<Model> own = all.values().stream().map(RunConfig::model).collect(Collectors.toSet());
    List<Model> wanted = new ArrayList<>();
    for (Given name : models) {
      Model model = Model.named(name);
      if (!own.contains(model)) {
        throw differs(name, own.stream().map(Model::key).sorted().collect(Collectors.joining(",")));
      }
      wanted.add(model);
    }
    SequencedMap<RunDirectory, RunConfig> chosen = new LinkedHashMap<>();
    all.forEach(
        (directory, run) -> {
          if (wanted.isEmpty() || wanted.contains(run.model)) {
            chosen.put(directory, run);
          }
        });
    chosen.replaceAll(
        (_, run) -> {
          Map<Setting, Given> its = new EnumMap<>(given);
          its.keySet()
              .removeIf(
                  setting ->
                      !run.model.has(setting)
                          && chosen.values().stream().anyMatch(r -> r.model.has(setting)));
          return run.resumedWith(its);
        });
    return chosen;
  }

  /// This configuration for a run that goes on: settings on which nothing depends may be others.
  ///
  /// @param given the settings that the user gives again
  /// @throws UsageError if one of them is another than here
  RunConfig resumedWith(Map<Setting, Given> given) {
    Map<Setting, Given> all = new EnumMap<>(Setting.class);
    settings.values().forEach((s, v) -> all.put(s, new Given(text(v), s.key())));
    given.forEach(
        (setting, value) -> {
          Object own = settings.values().get(setting);
          if (setting.matters() && !setting.kind().parse(value.name(), value.word()).equals(own)) {
            throw differs(value, own == null ? "not set" : text(own));
          }
          all.put(setting, value);
        });
    return new RunConfig(model, Settings.of(Map.of(), all));
  }

  private static UsageError differs(Given value, String own) {
    return new UsageError(
        "a run is resumed with the settings that it began with: %s is %s there, not %s"
            .formatted(value.name(), own, value.word()));
  }

  /// The configuration as words by key, for checkpoints.
  SequencedMap<String, Object> words() {
    SequencedMap<String, Object> words = new LinkedHashMap<>();
    words.put(SettingsFile.MODEL, model.key());
    settings.values().forEach((setting, value) -> words.put(setting.key(), text(value)));
    return words;
  }

  /// Refuses a checkpoint of a run with other settings.
  ///
  /// @param saved what [#words()] gave then
  /// @param where the configuration lies, for the message
  /// @throws UsageError naming the setting
  void checkSame(Map<String, Object> saved, Path where) {
    SequencedMap<String, Object> own = words();
    saved.forEach(
        (key, then) -> {
          boolean matters = Setting.byKey(key).map(Setting::matters).orElse(true);
          Object now = own.getOrDefault(key, "not set");
          if (matters && !now.equals(then)) {
            throw new UsageError(
                "%s: %s is %s, but was %s when the checkpoint was saved"
                    .formatted(where, key, now, then));
          }
        });
  }

  /// The name of the run's directory.
  String name() {
    return settings
        .maybeWord(Setting.NAME)
        .orElseGet(
            () ->
                "%s-%s-seed%d"
                    .formatted(
                        model.key(),
                        settings.word(Setting.DATASET),
                        settings.wholeLong(Setting.SEED)));
  }

  /// The configuration as a file that `--config` reads.
  String toYaml() {
    StringBuilder yaml = new StringBuilder();
    yaml.append(SettingsFile.MODEL).append(": ").append(model.key()).append('\n');
    settings
        .values()
        .forEach(
            (setting, value) ->
                yaml.append(setting.key())
                    .append(": ")
                    .append(scalar(setting, value))
                    .append('\n'));
    return yaml.toString();
  }

  private static String scalar(Setting setting, Object value) {
    if (setting.kind() instanceof Kind.Text) {
      return "'" + value.toString().replace("'", "''") + "'";
    }
    return text(value);
  }

  private static String text(Object value) {
    return value instanceof Double number ? Numbers.plain(number) : value.toString();
  }
}
