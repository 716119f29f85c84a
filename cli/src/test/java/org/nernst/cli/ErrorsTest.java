package org.nernst.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;

class ErrorsTest {
  @Command(name = "try")
  private record Failing(Exception error) implements Callable<Integer> {
    @Override
    public Integer call() throws Exception {
      throw error;
    }
  }

  private record Outcome(int status, String err) {}

  private static Outcome run(Exception error, boolean debug) {
    Logs logs = new Logs();
    if (debug) {
      logs.debug(true);
    }
    StringWriter err = new StringWriter();
    int status =
        new CommandLine(new Failing(error))
            .setErr(new PrintWriter(err, true))
            .setColorScheme(Terminal.scheme(false))
            .setExecutionExceptionHandler(new Errors(logs))
            .execute();
    logs.debug(false);
    return new Outcome(status, err.toString());
  }

  static Stream<Arguments> errorsOfTheCaller() {
    return Stream.of(
        arguments(
            new UsageError("--epochs: expected >= 1, got 0"), "--epochs: expected >= 1, got 0"),
        arguments(new NoSuchFileException("a/b"), "no such file or directory: a/b"),
        arguments(new NotDirectoryException("a/b"), "not a directory: a/b"),
        arguments(new AccessDeniedException("a/b"), "permission denied: a/b"));
  }

  @ParameterizedTest
  @MethodSource("errorsOfTheCaller")
  void errorsOfTheCallerAreOneLineAndStatus2(Exception error, String message) {
    Outcome outcome = run(error, false);

    assertThat(outcome.status()).isEqualTo(2);
    assertThat(outcome.err()).isEqualToIgnoringNewLines("try: " + message);
  }

  static Stream<Arguments> otherErrors() {
    return Stream.of(
        arguments(new IOException("disk full"), "disk full"),
        arguments(new IllegalStateException("two\nlines"), "two; lines"),
        arguments(new IllegalArgumentException("Expected 3, got 4"), "expected 3, got 4"),
        arguments(new IllegalArgumentException("GPU 3 is gone"), "GPU 3 is gone"),
        arguments(new UnsupportedOperationException(), "UnsupportedOperationException"));
  }

  @ParameterizedTest
  @MethodSource("otherErrors")
  void otherErrorsAreOneLineWithAHintAndStatus1(Exception error, String message) {
    Outcome outcome = run(error, false);

    assertThat(outcome.status()).isEqualTo(1);
    assertThat(outcome.err())
        .isEqualToIgnoringNewLines("try: " + message + " (--debug shows where)");
  }

  @Test
  void debugShowsTheStackTraceInsteadOfTheHint() {
    Outcome outcome = run(new IOException("disk full"), true);

    assertThat(outcome.err())
        .startsWith("try: disk full" + System.lineSeparator())
        .contains("java.io.IOException: disk full", "\tat org.nernst.cli.ErrorsTest");
  }
}
