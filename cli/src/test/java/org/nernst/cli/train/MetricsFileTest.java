package org.nernst.cli.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nernst.nn.Identity;
import org.nernst.tensor.Tensor;
import org.nernst.tensor.torch.SGD;
import org.nernst.train.Batch;
import org.nernst.train.BatchSource;
import org.nernst.train.Trainer;

class MetricsFileTest {
  @TempDir Path folder;

  /// Trains nothing but what makes logits of inputs, for two epochs of one step.
  private static void train(MetricsFile metrics) {
    Tensor idle = Tensor.zeros(1).requiresGrad(true);
    BatchSource data =
        new BatchSource() {
          @Override
          public Iterable<Batch> epoch(int epoch) {
            Tensor x = Tensor.ones(2, 3).requiresGrad(true);
            return List.of(new Batch(x, Tensor.of(new long[] {0, 1}, 2)));
          }

          @Override
          public int batches() {
            return 1;
          }

          @Override
          public int examples() {
            return 2;
          }
        };
    Trainer.of(new Identity(), new SGD(List.of(idle), 0.1)).listener(metrics).build().fit(data, 2);
  }

  @Test
  void writesALineForEachStepEpochAndTheEnd() throws IOException {
    Path file = folder.resolve("metrics.jsonl");
    try (MetricsFile metrics = MetricsFile.open(file, 0)) {
      train(metrics);
      assertThat(MetricsFile.length(metrics.notes())).isEqualTo(Files.size(file));
      metrics.sync();
    }
    assertThat(Files.readAllLines(file))
        .hasSize(5)
        .satisfiesExactly(
            line -> assertThat(line).startsWith("{\"event\":\"step\",\"epoch\":1,\"step\":1,"),
            line -> assertThat(line).startsWith("{\"event\":\"epoch\",\"epoch\":1,\"steps\":1,"),
            line -> assertThat(line).startsWith("{\"event\":\"step\",\"epoch\":2,\"step\":1,"),
            line -> assertThat(line).startsWith("{\"event\":\"epoch\",\"epoch\":2,"),
            line -> assertThat(line).startsWith("{\"event\":\"end\",\"steps\":2,"));
  }

  @Test
  void goesOnBehindWhatACheckpointHasSeenAndForgetsTheRest() throws IOException {
    Path file = folder.resolve("metrics.jsonl");
    Files.writeString(file, "{\"event\":\"step\"}\n{\"event\":\"st");
    try (MetricsFile metrics = MetricsFile.open(file, 17)) {
      assertThat(MetricsFile.length(metrics.notes())).isEqualTo(17);
      train(metrics);
    }
    assertThat(Files.readAllLines(file)).hasSize(6).startsWith("{\"event\":\"step\"}");
    try (MetricsFile metrics = MetricsFile.open(file, 0)) {
      assertThat(MetricsFile.length(metrics.notes())).isZero();
    }
    assertThat(file).isEmptyFile();
  }
}
