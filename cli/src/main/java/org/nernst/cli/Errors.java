package org.nernst.cli;

import java.io.PrintWriter;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/// Turns every error into one line on standard error, and `--debug` into its stack trace.
final class Errors implements IParameterExceptionHandler, IExecutionExceptionHandler {
  private final Logs logs;

  Errors(Logs logs) {
    this.logs = logs;
  }

  /// A command line that can't be understood.
  @Override
  public int handleParseException(ParameterException error, String[] args) {
    CommandLine command = error.getCommandLine();
    String name = command.getCommandSpec().qualifiedName();
    report(
        command,
        name + ": " + oneLine(usageMessage(error)) + " (see " + name + " --help)",
        error,
        debugWanted(args));
    return ExitCode.USAGE;
  }

  /// An exception that left a command.
  @Override
  public int handleExecutionException(
      Exception error, CommandLine command, ParseResult parseResult) {
    String name = command.getCommandSpec().qualifiedName();
    String usage = usageMessage(error);
    if (usage != null) {
      report(command, name + ": " + oneLine(usage), error, logs.debug());
      return ExitCode.USAGE;
    }
    String hint = logs.debug() ? "" : " (--debug shows where)";
    report(command, name + ": " + oneLine(describe(error)) + hint, error, logs.debug());
    return ExitCode.SOFTWARE;
  }

  private static String usageMessage(ParameterException error) {
    if (!(error instanceof UnmatchedArgumentException unmatched)) {
      return String.valueOf(error.getMessage());
    }
    List<String> words = unmatched.getUnmatched();
    String word = words.isEmpty() ? "" : words.getFirst();
    boolean expectsCommand = !error.getCommandLine().getSubcommands().isEmpty();
    String kind = unmatched.isUnknownOption() ? "option" : expectsCommand ? "command" : "argument";
    List<String> suggestions = unmatched.getSuggestions();
    String suggestion =
        suggestions.isEmpty()
            ? ""
            : suggestions.stream()
                .limit(3)
                .collect(Collectors.joining(" or ", "; did you mean ", "?"));
    return "unknown " + kind + " " + word + suggestion;
  }

  private static @Nullable String usageMessage(Exception error) {
    return switch (error) {
      case UsageError usage -> String.valueOf(usage.getMessage());
      case NoSuchFileException missing -> "no such file or directory: " + missing.getFile();
      case NotDirectoryException file -> "not a directory: " + file.getFile();
      case AccessDeniedException denied -> "permission denied: " + denied.getFile();
      default -> null;
    };
  }

  private static String describe(Exception error) {
    String message = error.getMessage();
    if (message == null || error instanceof FileSystemException) {
      return error.getClass().getSimpleName() + (message == null ? "" : ": " + message);
    }
    return message;
  }

  private static String oneLine(String message) {
    // Parts of it may come out of a file: no escape of theirs reaches the terminal.
    String line = message.strip().replaceAll("\\s*\\R\\s*", "; ").replaceAll("\\p{Cntrl}", "?");
    boolean sentence = line.matches("[A-Z][a-z]*\\b.*");
    return sentence ? line.substring(0, 1).toLowerCase(Locale.ROOT) + line.substring(1) : line;
  }

  private boolean debugWanted(String[] args) {
    return logs.debug() || List.of(args).contains("--debug");
  }

  private static void report(CommandLine command, String line, Exception error, boolean trace) {
    PrintWriter err = command.getErr();
    err.println(command.getColorScheme().errorText(line));
    if (trace) {
      error.printStackTrace(err);
    }
    err.flush();
  }
}
