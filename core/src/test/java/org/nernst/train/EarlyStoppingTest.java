package org.nernst.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.nernst.nn.Identity;
import org.nernst.train.EarlyStopping.Metric;

class EarlyStoppingTest {
  private final Training training = new Training(new Identity(), 10, 1);

  private static EpochReport report(int epoch, @Nullable Evaluation evaluation) {
    return new EpochReport(epoch, 1, 0, 0, 0, 0, evaluation, 0);
  }

  private static Evaluation evaluation(double loss, int correctOfTen) {
    ConfusionMatrix matrix = new ConfusionMatrix(2);
    for (int i = 0; i < 10; i++) {
      matrix.add(0, i < correctOfTen ? 0 : 1);
    }
    return new Evaluation(loss, matrix, List.of());
  }

  @Test
  void stopsWhenTheLossHasNotFallenForSomeEpochs() {
    EarlyStopping rule = new EarlyStopping(Metric.LOSS, 2, 0);
    rule.onStart(training);
    double[] losses = {3, 2, 2.5, 1.9, 1.95};
    for (int e = 0; e < losses.length; e++) {
      rule.onEpoch(training, report(e + 1, evaluation(losses[e], 5)));
      assertThat(training.stopReason()).isNull();
    }
    rule.onEpoch(training, report(6, evaluation(1.9, 5)));
    assertThat(training.stopReason()).isEqualTo("no better loss since epoch 4");
    assertThat(rule.bestEpoch()).isEqualTo(4);
  }

  @Test
  void watchesAccuracyAndIgnoresSmallGains() {
    EarlyStopping rule = new EarlyStopping(Metric.ACCURACY, 1, 0.15);
    rule.onStart(training);
    rule.onEpoch(training, report(1, evaluation(1, 5)));
    rule.onEpoch(training, report(2, evaluation(9, 7)));
    assertThat(training.stopReason()).isNull();
    rule.onEpoch(training, report(3, evaluation(0, 8)));
    assertThat(training.stopReason()).isEqualTo("no better accuracy since epoch 2");
  }

  @Test
  void needsAnEvaluation() {
    EarlyStopping rule = new EarlyStopping(Metric.LOSS, 1, 0);
    assertThatThrownBy(() -> rule.onEpoch(training, report(1, null)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("needs an evaluation after every epoch");
  }

  @Test
  void anEpochThatSomethingElseHasCutShortNeedsNone() {
    EarlyStopping rule = new EarlyStopping(Metric.LOSS, 1, 0);
    training.stop("interrupted");
    rule.onEpoch(training, report(1, null));
    assertThat(rule.bestEpoch()).isZero();
  }

  @Test
  void refusesValuesOutOfRange() {
    assertThatThrownBy(() -> new EarlyStopping(Metric.LOSS, 0, 0))
        .hasMessage("expected patience >= 1 epochs, got 0");
    assertThatThrownBy(() -> new EarlyStopping(Metric.LOSS, 1, -1))
        .hasMessage("expected minimumGain >= 0, got -1.0");
  }

  @Test
  void goesOnFromASavedState() {
    EarlyStopping before = new EarlyStopping(Metric.LOSS, 2, 0);
    before.onStart(training);
    EarlyStopping fresh = new EarlyStopping(Metric.LOSS, 2, 0);
    fresh.loadStateDict(before.stateDict());
    assertThat(fresh.bestEpoch()).isZero();
    before.onEpoch(training, report(1, evaluation(1, 5)));
    before.onEpoch(training, report(2, evaluation(2, 5)));
    EarlyStopping after = new EarlyStopping(Metric.LOSS, 2, 0);
    after.onStart(training);
    after.loadStateDict(before.stateDict());
    assertThat(after.bestEpoch()).isEqualTo(1);
    after.onEpoch(training, report(3, evaluation(1, 5)));
    assertThat(training.stopReason()).isEqualTo("no better loss since epoch 1");
    assertThatThrownBy(
            () -> new EarlyStopping(Metric.ACCURACY, 2, 0).loadStateDict(before.stateDict()))
        .hasMessage("expected a state of early stopping by ACCURACY, got one by LOSS");
  }
}
