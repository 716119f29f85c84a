package org.nernst.train;

import java.io.PrintStream;
import java.util.Locale;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/// Shows a bar that fills up over the whole training, for a terminal.
///
/// After a training that failed, [#close()] ends the bar.
public final class BarProgress implements TrainListener, AutoCloseable {
  private final String name;
  private final PrintStream terminal;
  private final int columns;
  private @Nullable ProgressBar bar;
  private String tested = "";

  /// A listener.
  ///
  /// @param name what is trained, written before the bar
  /// @param terminal where the bar is drawn
  /// @param columns the width of the terminal
  public BarProgress(String name, PrintStream terminal, int columns) {
    this.name = name;
    this.terminal = terminal;
    this.columns = columns;
  }

  @Override
  public void onStart(Training training) {
    bar =
        new ProgressBarBuilder()
            .setTaskName(name)
            .setInitialMax((long) training.epochs() * training.stepsPerEpoch())
            .setStyle(ProgressBarStyle.ASCII)
            .setUpdateIntervalMillis(200)
            .setConsumer(new ConsoleProgressBarConsumer(terminal, columns))
            .build();
    // A training that is resumed has steps behind it.
    bar.stepTo(
        (long) Math.max(0, training.epoch() - 1) * training.stepsPerEpoch() + training.step());
  }

  @Override
  public void onStep(Training training, StepReport report) {
    if (bar != null) {
      bar.step();
      bar.setExtraMessage(
          String.format(
              Locale.ROOT,
              " epoch %d/%d loss %.3f%s",
              report.epoch(),
              training.epochs(),
              report.loss(),
              tested));
    }
  }

  @Override
  public void onEpoch(Training training, EpochReport report) {
    Evaluation evaluation = report.evaluation();
    if (evaluation != null) {
      tested = String.format(Locale.ROOT, " test %.2f %%", 100 * evaluation.accuracy());
    }
  }

  @Override
  public void onEnd(Training training, TrainResult result) {
    close();
  }

  /// Ends the bar if it is still there.
  @Override
  public void close() {
    if (bar != null) {
      bar.close();
      bar = null;
    }
  }
}
