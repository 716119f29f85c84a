package org.nernst.train;

import java.util.Locale;
import java.util.function.Consumer;

/// Reports each epoch as a plain line, for logs and pipes.
public final class LineProgress implements TrainListener {
  private final String name;
  private final Consumer<String> lines;

  /// A listener.
  ///
  /// @param name what is trained, the first word of each line
  /// @param lines where lines go
  public LineProgress(String name, Consumer<String> lines) {
    this.name = name;
    this.lines = lines;
  }

  @Override
  public void onEpoch(Training training, EpochReport report) {
    lines.accept(name + " " + summary(training.epochs(), report));
  }

  @Override
  public void onEnd(Training training, TrainResult result) {
    if (result.stopReason() != null) {
      lines.accept("%s stopped: %s".formatted(name, result.stopReason()));
    }
  }

  /// An epoch in one line: losses, accuracies, time.
  static String summary(int epochs, EpochReport report) {
    StringBuilder line = new StringBuilder();
    line.append(
        String.format(
            Locale.ROOT,
            "epoch %d/%d  loss %.4f  accuracy %.2f %%",
            report.epoch(),
            epochs,
            report.loss(),
            100 * report.accuracy()));
    Evaluation evaluation = report.evaluation();
    if (evaluation != null) {
      line.append(
          String.format(
              Locale.ROOT,
              "  test loss %.4f  test accuracy %.2f %%",
              evaluation.loss(),
              100 * evaluation.accuracy()));
    }
    return line.append(
            String.format(
                Locale.ROOT, "  %.2f s", report.trainSeconds() + report.evaluationSeconds()))
        .toString();
  }
}
