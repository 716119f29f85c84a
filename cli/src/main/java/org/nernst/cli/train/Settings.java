package org.nernst.cli.train;

import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/// The values of all settings that a run has, checked.
final class Settings {
  private final EnumMap<Setting, Object> values;

  private Settings(EnumMap<Setting, Object> values) {
    this.values = values;
  }

  /// The defaults of a model with some of them replaced.
  ///
  /// @param defaults words for every setting that the model has
  /// @param given the user's words, only for settings that the model has
  static Settings of(Map<Setting, String> defaults, Map<Setting, Given> given) {
    EnumMap<Setting, Object> values = new EnumMap<>(Setting.class);
    defaults.forEach((s, word) -> values.put(s, s.kind().parse(s.key(), word)));
    given.forEach((s, g) -> values.put(s, s.kind().parse(g.name(), g.word())));
    return new Settings(values);
  }

  int whole(Setting setting) {
    return Math.toIntExact((Long) get(setting));
  }

  long wholeLong(Setting setting) {
    return (Long) get(setting);
  }

  double real(Setting setting) {
    return (Double) get(setting);
  }

  String word(Setting setting) {
    return (String) get(setting);
  }

  Optional<String> maybeWord(Setting setting) {
    return Optional.ofNullable((String) values.get(setting));
  }

  /// All values, in the order of the settings.
  Map<Setting, Object> values() {
    return new EnumMap<>(values);
  }

  private Object get(Setting setting) {
    Object value = values.get(setting);
    if (value == null) {
      throw new IllegalStateException("this model has no setting " + setting.key());
    }
    return value;
  }

  /// A word that the user wrote.
  ///
  /// @param word the value
  /// @param name where, for messages: `--epochs`, or `epochs in digits.yaml, line 3`
  record Given(String word, String name) {}
}
