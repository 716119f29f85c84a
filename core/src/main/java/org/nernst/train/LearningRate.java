package org.nernst.train;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;
import org.nernst.tensor.torch.Optimizer;

/// The learning rate over a training: that which the optimizer had at first, times the factor of a
/// schedule.
///
/// A schedule is a function of how far the training is, so the state is where it was last asked, by
/// the names of PyTorch's schedulers.
final class LearningRate implements Resumable {
  private final Optimizer optimizer;
  private final Schedule schedule;
  private final double base;
  private double lastEpoch;

  LearningRate(Optimizer optimizer, Schedule schedule) {
    this.optimizer = optimizer;
    this.schedule = schedule;
    this.base = optimizer.learningRate();
  }

  /// Sets the optimizer's rate for the next step.
  ///
  /// @param epoch epochs passed, with fraction
  /// @param epochs epochs in all
  /// @return the rate
  double set(double epoch, int epochs) {
    lastEpoch = epoch;
    double rate = base * schedule.factor(epoch, epochs);
    optimizer.learningRate(rate);
    return rate;
  }

  double last() {
    return optimizer.learningRate();
  }

  @Override
  public SequencedMap<String, @Nullable Object> stateDict() {
    SequencedMap<String, @Nullable Object> state = new LinkedHashMap<>();
    state.put("base_lrs", List.of(base));
    state.put("last_epoch", lastEpoch);
    state.put("_last_lr", List.of(last()));
    return state;
  }

  @Override
  public void loadStateDict(Map<String, @Nullable Object> state) {
    Fields fields = new Fields("schedule", state);
    double wasBase = fields.only("base_lrs");
    if (wasBase != base) {
      throw new IllegalArgumentException(
          "expected an optimizer with the learning rate %s with which the training began, got %s"
              .formatted(wasBase, base));
    }
    lastEpoch = fields.real("last_epoch");
    optimizer.learningRate(fields.only("_last_lr"));
  }
}
