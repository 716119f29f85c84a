package org.nernst.train;

/// Is told how training goes and may end it. All calls come from the training thread.
public interface TrainListener {
  /// Before the first step.
  ///
  /// @param training the training that begins
  default void onStart(Training training) {}

  /// After an optimiser step.
  ///
  /// @param training the running training
  /// @param report what the step gave
  default void onStep(Training training, StepReport report) {}

  /// After an epoch and its evaluation.
  ///
  /// @param training the running training
  /// @param report what the epoch gave
  default void onEpoch(Training training, EpochReport report) {}

  /// After the last step, also when training was stopped; not when it failed.
  ///
  /// @param training the training that has ended
  /// @param result what it gave
  default void onEnd(Training training, TrainResult result) {}
}
