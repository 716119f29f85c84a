package org.nernst.train;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a training gave.
///
/// @param epochs the report of every epoch that was begun
/// @param steps the number of optimiser steps
/// @param trainSeconds wall-clock time of the steps, without evaluations
/// @param stopReason why it ended early; null when it ran to its end
public record TrainResult(
    List<EpochReport> epochs, long steps, double trainSeconds, @Nullable String stopReason) {
  /// Copies the list.
  public TrainResult {
    epochs = List.copyOf(epochs);
  }

  /// Whether training ended before its last epoch.
  ///
  /// @return true if something stopped it
  public boolean stopped() {
    return stopReason != null;
  }
}
