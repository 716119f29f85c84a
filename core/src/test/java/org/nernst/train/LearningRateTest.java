package org.nernst.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.nernst.tensor.Tensor;
import org.nernst.tensor.torch.SGD;

class LearningRateTest {
  private static SGD optimizer(double rate) {
    return new SGD(List.of(Tensor.zeros(1).requiresGrad(true)), rate);
  }

  @Test
  void isTheBaseTimesTheFactor() {
    SGD optimizer = optimizer(0.5);
    LearningRate rate = new LearningRate(optimizer, Schedule.step(1, 0.5));
    assertThat(rate.set(0, 4)).isEqualTo(0.5);
    assertThat(rate.set(2.5, 4)).isEqualTo(0.125).isEqualTo(optimizer.learningRate());
    assertThat(rate.stateDict())
        .containsEntry("base_lrs", List.of(0.5))
        .containsEntry("last_epoch", 2.5)
        .containsEntry("_last_lr", List.of(0.125));
  }

  @Test
  void goesOnFromASavedStateWhateverTheOptimizerSaysNow() {
    LearningRate before = new LearningRate(optimizer(0.5), Schedule.exponential(0.5));
    before.set(1, 4);
    SGD optimizer = optimizer(0.5);
    LearningRate after = new LearningRate(optimizer, Schedule.exponential(0.5));
    after.loadStateDict(before.stateDict());
    assertThat(optimizer.learningRate()).isEqualTo(0.25);
    assertThat(after.stateDict()).isEqualTo(before.stateDict());
    assertThat(after.set(2, 4)).isEqualTo(0.125);
  }

  @Test
  void refusesAnotherBaseAndBrokenValues() {
    LearningRate before = new LearningRate(optimizer(0.5), Schedule.constant());
    LearningRate other = new LearningRate(optimizer(0.25), Schedule.constant());
    assertThatThrownBy(() -> other.loadStateDict(before.stateDict()))
        .hasMessage(
            "expected an optimizer with the learning rate 0.5 with which the training began, got"
                + " 0.25");
    Map<String, @Nullable Object> broken = new LinkedHashMap<>(before.stateDict());
    broken.put("base_lrs", List.of());
    assertThatThrownBy(() -> before.loadStateDict(broken))
        .hasMessage("expected one number for schedule.base_lrs in a saved training, got []");
  }
}
