package org.nernst.cli.train;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.nernst.cli.UsageError;
import org.nernst.io.AtomicFile;
import org.nernst.train.Evaluation;
import org.nernst.train.TrainResult;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/// What a run gave in the end, as a file: the last one to be written, so that its presence says
/// that the run is finished.
///
/// @param epochs how many were begun
/// @param accuracy of the test, from 0 to 1
record RunResult(int epochs, double accuracy) {
  private static final ObjectMapper JSON = new ObjectMapper();

  static void write(Path file, RunConfig config, TrainResult training, Evaluation evaluation)
      throws IOException {
    Map<String, @Nullable Object> values = new LinkedHashMap<>();
    values.put("model", config.model().key());
    values.put("epochs", training.epochs().size());
    values.put("steps", training.steps());
    values.put("train_seconds", training.trainSeconds());
    values.put("stop_reason", training.stopReason());
    values.put("test", MetricsFile.evaluation(evaluation));
    byte[] json = JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(values);
    AtomicFile.write(file, sink -> sink.write(ByteBuffer.wrap(json)));
  }

  /// Reads the file.
  ///
  /// @throws UsageError if it isn't one
  /// @throws IOException if it can't be read
  static RunResult read(Path file) throws IOException {
    try {
      JsonNode root = JSON.readTree(Files.readAllBytes(file));
      return new RunResult(
          root.path("epochs").asInt(), root.path("test").path("accuracy").asDouble(Double.NaN));
    } catch (JacksonException e) {
      throw new UsageError(file + " is not the result of a run: " + e.getOriginalMessage(), e);
    }
  }
}
