package org.nernst.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.nernst.nn.Identity;

class LineProgressTest {
  private final List<String> lines = new ArrayList<>();
  private final LineProgress progress = new LineProgress("lif", lines::add);
  private final Training training = new Training(new Identity(), 30, 45);

  @Test
  void writesALinePerEpoch() {
    ConfusionMatrix matrix = new ConfusionMatrix(2);
    matrix.add(0, 0);
    matrix.add(1, 0);
    Evaluation evaluation = new Evaluation(0.7, matrix, List.of());
    progress.onEpoch(training, new EpochReport(3, 45, 0.12345, 0.9, 0.01, 0.5, evaluation, 0.25));
    progress.onEpoch(training, new EpochReport(4, 45, 0.1, 0.95, 0.01, 0.5, null, 0));
    assertThat(lines)
        .containsExactly(
            "lif epoch 3/30  loss 0.1235  accuracy 90.00 %"
                + "  test loss 0.7000  test accuracy 50.00 %  0.75 s",
            "lif epoch 4/30  loss 0.1000  accuracy 95.00 %  0.50 s");
  }

  @Test
  void saysWhyTrainingStopped() {
    progress.onEnd(training, new TrainResult(List.of(), 0, 0, null));
    assertThat(lines).isEmpty();
    progress.onEnd(training, new TrainResult(List.of(), 0, 0, "interrupted"));
    assertThat(lines).containsExactly("lif stopped: interrupted");
  }
}
