package org.nernst.cli;

import java.io.Console;
import java.util.Map;
import picocli.CommandLine.Help;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Help.ColorScheme;

/// What the output goes to: a terminal gets colours, a pipe or a file gets plain text.
public final class Terminal {
  private Terminal() {}

  /// Whether standard output is a terminal that a person looks at.
  ///
  /// @return true on a terminal, false for a pipe, a file or a batch job
  // JDK 25 gives null again where input or output is not a terminal (JDK-8351435).
  @SuppressWarnings("SystemConsoleNull")
  public static boolean interactive() {
    Console console = System.console();
    return console != null && console.isTerminal();
  }

  /// Whether to write ANSI escapes: on a terminal, unless `NO_COLOR` is set or `TERM` is `dumb`.
  ///
  /// @return true when escapes will be understood and are wanted
  public static boolean colours() {
    return colours(interactive(), System.getenv());
  }

  static boolean colours(boolean interactive, Map<String, String> environment) {
    return interactive
        && environment.getOrDefault("NO_COLOR", "").isEmpty()
        && !"dumb".equals(environment.get("TERM"));
  }

  static ColorScheme scheme(boolean colours) {
    return Help.defaultColorScheme(colours ? Ansi.ON : Ansi.OFF);
  }
}
