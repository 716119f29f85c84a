package org.nernst.cli.train;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;
import org.nernst.io.BackgroundCheckpointer;
import org.nernst.train.EpochReport;
import org.nernst.train.Evaluation;
import org.nernst.train.LayerActivity;
import org.nernst.train.StepReport;
import org.nernst.train.TrainListener;
import org.nernst.train.TrainResult;
import org.nernst.train.Training;
import tools.jackson.databind.ObjectMapper;

/// Writes what training tells as JSON, one object per line, as soon as it is known: a `step` for
/// every step, an `epoch` for every epoch, an `end`.
final class MetricsFile implements TrainListener, BackgroundCheckpointer.Companion, AutoCloseable {
  private static final String LENGTH = "metrics_bytes";

  private final ObjectMapper json = new ObjectMapper();
  private final FileChannel channel;
  private final BufferedWriter writer;

  private MetricsFile(FileChannel channel) {
    this.channel = channel;
    writer = new BufferedWriter(Channels.newWriter(channel, StandardCharsets.UTF_8));
  }

  /// Opens a file and goes on behind its first bytes; what is behind them is forgotten.
  ///
  /// @param bytes what [#length(Map)] says; 0 for a new file
  static MetricsFile open(Path file, long bytes) throws IOException {
    FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    channel.truncate(bytes).position(channel.size());
    return new MetricsFile(channel);
  }

  /// How long the file is with all lines so far.
  @Override
  public SequencedMap<String, Object> notes() {
    flush();
    SequencedMap<String, Object> notes = new LinkedHashMap<>();
    try {
      notes.put(LENGTH, channel.position());
    } catch (IOException e) {
      throw lost(e);
    }
    return notes;
  }

  /// How long the file was then.
  static long length(Map<String, Object> notes) {
    return notes.get(LENGTH) instanceof Number bytes ? bytes.longValue() : 0;
  }

  @Override
  public void sync() throws IOException {
    channel.force(true);
  }

  @Override
  public void onStep(Training training, StepReport report) {
    Map<String, @Nullable Object> line = new LinkedHashMap<>();
    line.put("event", "step");
    line.put("epoch", report.epoch());
    line.put("step", report.step());
    line.put("loss", report.loss());
    line.put("accuracy", report.accuracy());
    line.put("learning_rate", report.learningRate());
    if (Double.isFinite(report.gradientNorm())) {
      line.put("gradient_norm", report.gradientNorm());
    }
    write(line);
  }

  @Override
  public void onEpoch(Training training, EpochReport report) {
    Map<String, @Nullable Object> line = new LinkedHashMap<>();
    line.put("event", "epoch");
    line.put("epoch", report.epoch());
    line.put("steps", report.steps());
    line.put("loss", report.loss());
    line.put("accuracy", report.accuracy());
    line.put("learning_rate", report.learningRate());
    line.put("train_seconds", report.trainSeconds());
    Evaluation evaluation = report.evaluation();
    if (evaluation != null) {
      line.put("test", evaluation(evaluation));
      line.put("test_seconds", report.evaluationSeconds());
    }
    write(line);
    flush();
  }

  @Override
  public void onEnd(Training training, TrainResult result) {
    Map<String, @Nullable Object> line = new LinkedHashMap<>();
    line.put("event", "end");
    line.put("steps", result.steps());
    line.put("train_seconds", result.trainSeconds());
    line.put("stop_reason", result.stopReason());
    write(line);
    flush();
  }

  /// An evaluation as JSON sees it.
  static Map<String, Object> evaluation(Evaluation evaluation) {
    Map<String, Object> test = new LinkedHashMap<>();
    test.put("examples", evaluation.examples());
    test.put("loss", evaluation.loss());
    test.put("accuracy", evaluation.accuracy());
    List<Map<String, Object>> layers =
        evaluation.layers().stream().map(MetricsFile::layer).toList();
    test.put("layers", layers);
    return test;
  }

  private static Map<String, Object> layer(LayerActivity activity) {
    Map<String, Object> layer = new LinkedHashMap<>();
    layer.put("name", activity.name());
    layer.put("neurons", activity.neurons());
    layer.put("spike_rate", activity.spikeRate());
    layer.put("dead_neurons", activity.deadNeurons());
    return layer;
  }

  private void write(Map<String, @Nullable Object> line) {
    try {
      writer.write(json.writeValueAsString(line));
      writer.write('\n');
    } catch (IOException e) {
      throw lost(e);
    }
  }

  private void flush() {
    try {
      writer.flush();
    } catch (IOException e) {
      throw lost(e);
    }
  }

  private static UncheckedIOException lost(IOException e) {
    return new UncheckedIOException("metrics can't be written: " + e.getMessage(), e);
  }

  @Override
  public void close() throws IOException {
    writer.close();
  }
}
