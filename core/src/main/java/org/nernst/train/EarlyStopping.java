package org.nernst.train;

import java.util.Locale;

/// Ends training when the evaluation has not become better for some epochs.
public final class EarlyStopping implements TrainListener {
  /// What is watched.
  public enum Metric {
    /// The loss of the evaluation; lower is better.
    LOSS,
    /// The accuracy of the evaluation; higher is better.
    ACCURACY;

    private double goodness(Evaluation evaluation) {
      return switch (this) {
        case LOSS -> -evaluation.loss();
        case ACCURACY -> evaluation.accuracy();
      };
    }
  }

  private final Metric metric;
  private final int patience;
  private final double minimumGain;
  private double best = Double.NEGATIVE_INFINITY;
  private int bestEpoch;

  /// A rule for one training.
  ///
  /// @param metric what is watched
  /// @param patience how many epochs may pass without a gain, at least 1
  /// @param minimumGain a gain must be larger than this
  /// @throws IllegalArgumentException if a value is out of range
  public EarlyStopping(Metric metric, int patience, double minimumGain) {
    if (patience < 1) {
      throw new IllegalArgumentException("expected patience >= 1 epochs, got " + patience);
    }
    if (!(minimumGain >= 0)) {
      throw new IllegalArgumentException("expected minimumGain >= 0, got " + minimumGain);
    }
    this.metric = metric;
    this.patience = patience;
    this.minimumGain = minimumGain;
  }

  /// The epoch with the best evaluation so far, from 1; 0 before the first.
  ///
  /// @return the epoch
  public int bestEpoch() {
    return bestEpoch;
  }

  @Override
  public void onStart(Training training) {
    best = Double.NEGATIVE_INFINITY;
    bestEpoch = 0;
  }

  @Override
  public void onEpoch(Training training, EpochReport report) {
    Evaluation evaluation = report.evaluation();
    if (evaluation == null) {
      throw new IllegalStateException(
          "early stopping needs an evaluation after every epoch, but the trainer has no data for"
              + " it");
    }
    double goodness = metric.goodness(evaluation);
    if (goodness > best + minimumGain || bestEpoch == 0) {
      best = goodness;
      bestEpoch = report.epoch();
    } else if (report.epoch() - bestEpoch >= patience) {
      training.stop(
          "no better %s since epoch %d"
              .formatted(metric.name().toLowerCase(Locale.ROOT), bestEpoch));
    }
  }
}
