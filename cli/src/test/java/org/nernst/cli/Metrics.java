package org.nernst.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// The metrics of a run without what differs from one to the next: wall-clock times.
public final class Metrics {
  private Metrics() {}

  /// {@return the lines of a run's metrics}
  ///
  /// @param run its directory
  public static List<String> withoutTimes(Path run) throws IOException {
    return Files.readAllLines(run.resolve("metrics.jsonl")).stream()
        .map(line -> line.replaceAll("\"(train|test)_seconds\":[0-9.E-]+", "\"$1_seconds\":0"))
        .toList();
  }
}
