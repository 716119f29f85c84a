package org.nernst.cli.files;

import java.io.PrintWriter;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Help.Ansi;

/// What `nernst inspect` was asked for, and where the answer goes.
///
/// @param out takes the answer
/// @param ansi colours, or none
/// @param plot where a picture goes, for formats that have one; null for no picture
public record Inspection(PrintWriter out, Ansi ansi, @Nullable Path plot) {
  /// Writes a line that begins with a name.
  ///
  /// @param name shown in bold
  /// @param text what there is to say
  public void fact(String name, String text) {
    out.println(ansi.string("@|bold %s|@".formatted(name)) + "  " + printable(text));
  }

  /// Text out of a file: no line break or escape of its reaches the terminal.
  ///
  /// @param text any text
  /// @return the same on one line
  public static String printable(String text) {
    return text.replaceAll("\\p{Cntrl}", "?");
  }
}
