package org.nernst.cli;

import java.io.PrintWriter;
import java.io.StringWriter;

/// A run of the program.
///
/// @param status the exit status
/// @param out what it wrote to standard output
/// @param err what it wrote to standard error
public record Program(int status, String out, String err) {
  /// Runs `nernst` as if in a pipe.
  public static Program run(String... arguments) {
    return run(false, arguments);
  }

  /// Runs `nernst` as if on a terminal.
  public static Program runOnTerminal(String... arguments) {
    return run(true, arguments);
  }

  private static Program run(boolean colours, String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int status =
        Main.run(new PrintWriter(out, true), new PrintWriter(err, true), colours, arguments);
    // The log's level is the process's; a run with --debug must not make the next ones loud.
    new Logs().debug(false);
    return new Program(status, out.toString(), err.toString());
  }
}
