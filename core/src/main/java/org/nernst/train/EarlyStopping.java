package org.nernst.train;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/// Ends training when the evaluation has not become better for some epochs.
public final class EarlyStopping implements TrainListener, Resumable {
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

  /// The best value so far, as goodness, and its epoch.
  @Override
  public SequencedMap<String, @Nullable Object> stateDict() {
    SequencedMap<String, @Nullable Object> state = new LinkedHashMap<>();
    state.put("metric", metric.name());
    state.put("best", best);
    state.put("best_epoch", bestEpoch);
    return state;
  }

  @Override
  public void loadStateDict(Map<String, @Nullable Object> state) {
    Fields fields = new Fields("EarlyStopping", state);
    if (!fields.text("metric").equals(metric.name())) {
      throw new IllegalArgumentException(
          "expected a state of early stopping by %s, got one by %s"
              .formatted(metric, fields.text("metric")));
    }
    double loaded = fields.real("best");
    bestEpoch = fields.count("best_epoch");
    best = loaded;
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
      if (training.stopReason() != null) {
        return;
      }
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
