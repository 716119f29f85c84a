package org.nernst.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.nernst.nn.Identity;

class BarProgressTest {
  @Test
  void fillsUpOverAllStepsAndShowsTheTestAccuracy() {
    ByteArrayOutputStream terminal = new ByteArrayOutputStream();
    Training training = new Training(new Identity(), 2, 2);
    ConfusionMatrix matrix = new ConfusionMatrix(2);
    matrix.add(0, 0);
    matrix.add(1, 0);
    try (BarProgress bar =
        new BarProgress("lif", new PrintStream(terminal, true, StandardCharsets.UTF_8), 120)) {
      bar.onStart(training);
      for (int epoch = 1; epoch <= 2; epoch++) {
        for (int step = 1; step <= 2; step++) {
          bar.onStep(training, new StepReport(epoch, step, 0.5, 0.5, 0.1, Double.NaN));
        }
        bar.onEpoch(
            training,
            new EpochReport(epoch, 2, 0.5, 0.5, 0.1, 1, new Evaluation(0.5, matrix, List.of()), 0));
      }
      bar.onEnd(training, new TrainResult(List.of(), 4, 2, null));
    }
    assertThat(terminal.toString(StandardCharsets.UTF_8))
        .contains("lif", "100%", "4/4", "epoch 2/2", "test 50.00 %");
  }
}
