package org.nernst.cli.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nernst.cli.UsageError;
import org.nernst.train.ConfusionMatrix;
import org.nernst.train.EpochReport;
import org.nernst.train.Evaluation;
import org.nernst.train.TrainResult;

class RunResultTest {
  @TempDir Path folder;

  @Test
  void whatIsWrittenIsRead() throws IOException {
    ConfusionMatrix matrix = new ConfusionMatrix(2);
    matrix.add(0, 0);
    matrix.add(1, 1);
    matrix.add(1, 1);
    matrix.add(1, 0);
    Evaluation evaluation = new Evaluation(0.5, matrix, List.of());
    EpochReport epoch = new EpochReport(1, 9, 0.5, 0.5, 0.1, 2, evaluation, 1);
    RunConfig config =
        RunConfig.resolve(
                List.of(new Settings.Given("iaf", "--model")), SettingsFile.none(), Map.of())
            .getFirst();
    Path file = folder.resolve("result.json");
    RunResult.write(file, config, new TrainResult(List.of(epoch), 9, 2, null), evaluation);
    assertThat(RunResult.read(file)).isEqualTo(new RunResult(1, 0.75));
    assertThat(Files.readString(file)).contains("\"model\" : \"iaf\"", "\"steps\" : 9");
  }

  @Test
  void refusesAnythingElse() throws IOException {
    Path file = Files.writeString(folder.resolve("result.json"), "{\"epochs\": 1");
    assertThatThrownBy(() -> RunResult.read(file))
        .isInstanceOf(UsageError.class)
        .hasMessageStartingWith(file + " is not the result of a run: ");
  }
}
