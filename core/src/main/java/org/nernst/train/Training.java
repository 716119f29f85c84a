package org.nernst.train;

import org.jspecify.annotations.Nullable;
import org.nernst.nn.Module;

/// A training that runs: how far it is, and the way to end it.
public final class Training {
  private final Module network;
  private final int epochs;
  private final int stepsPerEpoch;
  private volatile @Nullable String stopReason;
  private volatile boolean paused;
  private volatile int epoch;
  private volatile int step;

  Training(Module network, int epochs, int stepsPerEpoch) {
    this.network = network;
    this.epochs = epochs;
    this.stepsPerEpoch = stepsPerEpoch;
  }

  /// The network that is trained.
  ///
  /// @return the network
  public Module network() {
    return network;
  }

  /// The number of epochs that were asked for.
  ///
  /// @return epochs
  public int epochs() {
    return epochs;
  }

  /// The number of steps of an epoch.
  ///
  /// @return steps
  public int stepsPerEpoch() {
    return stepsPerEpoch;
  }

  /// The epoch that runs, from 1; 0 before the first.
  ///
  /// @return the epoch
  public int epoch() {
    return epoch;
  }

  /// The step of the epoch that runs or has just ended, from 1; 0 before the first.
  ///
  /// @return the step
  public int step() {
    return step;
  }

  /// Ends the training after the step that runs, for good. The first reason is kept. Any thread may
  /// call this.
  ///
  /// @param reason why, for people
  public synchronized void stop(String reason) {
    if (stopReason == null) {
      stopReason = reason;
    }
  }

  /// Ends the training after the step that runs in such a way that a checkpoint of it goes on: the
  /// process has to end, not what it does. Any thread may call this.
  ///
  /// @param reason why, for people
  public synchronized void pause(String reason) {
    if (stopReason == null) {
      paused = true;
      stopReason = reason;
    }
  }

  /// Whether the training ends early but is not over.
  ///
  /// @return true after [#pause(String)], unless it was stopped before
  public boolean isPaused() {
    return paused;
  }

  /// Why training ends early.
  ///
  /// @return the reason; null as long as nobody has asked
  public @Nullable String stopReason() {
    return stopReason;
  }

  void at(int epoch, int step) {
    this.epoch = epoch;
    this.step = step;
  }
}
