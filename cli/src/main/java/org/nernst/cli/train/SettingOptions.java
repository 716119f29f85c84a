package org.nernst.cli.train;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.nernst.cli.train.Settings.Given;
import picocli.CommandLine.IModelTransformer;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/// Gives a command an option for every [Setting].
public final class SettingOptions implements IModelTransformer {
  /// Called by picocli.
  public SettingOptions() {}

  @Override
  public CommandSpec transform(CommandSpec command) {
    for (Setting setting : Setting.values()) {
      command.addOption(
          OptionSpec.builder("--" + setting.key())
              .type(String.class)
              .paramLabel(setting.label())
              .description(setting.help() + "." + defaults(setting))
              .build());
    }
    return command;
  }

  /// The settings that options have given.
  static Map<Setting, Given> given(ParseResult parsed) {
    Map<Setting, Given> given = new EnumMap<>(Setting.class);
    for (Setting setting : Setting.values()) {
      String option = "--" + setting.key();
      if (parsed.hasMatchedOption(option)) {
        String word = parsed.matchedOptionValue(option, "");
        given.put(setting, new Given(word, option));
      }
    }
    return given;
  }

  private static String defaults(Setting setting) {
    String common = setting.common();
    if (common != null) {
      return " " + choices(setting) + "Default: " + common;
    }
    List<String> own = new ArrayList<>();
    for (Model model : Model.values()) {
      @Nullable String word = model.defaults().get(setting);
      if (word != null) {
        own.add(word + " (" + model.key() + ")");
      }
    }
    if (own.isEmpty()) {
      return "";
    }
    // Equal defaults of all models that have the setting are said once.
    List<String> words = own.stream().map(w -> w.substring(0, w.indexOf(' '))).distinct().toList();
    if (words.size() == 1) {
      String models =
          Stream.of(Model.values())
              .filter(m -> m.has(setting))
              .map(Model::key)
              .collect(Collectors.joining(", "));
      boolean all = own.size() == Model.values().length;
      return " "
          + choices(setting)
          + "Default: "
          + words.getFirst()
          + (all ? "" : " (" + models + ")");
    }
    return " " + choices(setting) + "Default: " + String.join(", ", own);
  }

  private static String choices(Setting setting) {
    return setting.kind() instanceof Kind.Choice(List<String> words) && words.size() > 1
        ? "One of " + String.join(", ", words) + ". "
        : "";
  }
}
