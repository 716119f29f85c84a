package org.nernst.train;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// How far a training is, and the sums over the epoch that runs.
final class Progress {
  private final List<EpochReport> reports = new ArrayList<>();
  private int epoch = 1;
  private int step;
  private double lossSum;
  private double accuracySum;
  private long examples;
  private double seconds;
  private long started;

  /// The epoch that runs or comes next, from 1.
  int epoch() {
    return epoch;
  }

  /// How many steps of it are done.
  int step() {
    return step;
  }

  List<EpochReport> reports() {
    return reports;
  }

  /// Wall-clock time of the steps of this epoch.
  double seconds() {
    return seconds;
  }

  long totalSteps() {
    return reports.stream().mapToLong(EpochReport::steps).sum() + step;
  }

  double totalSeconds() {
    return reports.stream().mapToDouble(EpochReport::trainSeconds).sum() + seconds;
  }

  void addStep(double loss, double accuracy, int size) {
    step++;
    lossSum += loss * size;
    accuracySum += accuracy * size;
    examples += size;
  }

  void startClock() {
    started = System.nanoTime();
  }

  /// Adds the time since [#startClock()].
  void stopClock() {
    seconds += (System.nanoTime() - started) * 1e-9;
  }

  /// The mean loss of this epoch's examples.
  double loss() {
    return lossSum / examples;
  }

  double accuracy() {
    return accuracySum / examples;
  }

  /// Ends the epoch and goes to the next.
  void endEpoch(EpochReport report) {
    reports.add(report);
    epoch++;
    step = 0;
    lossSum = 0;
    accuracySum = 0;
    examples = 0;
    seconds = 0;
  }

  Map<String, @Nullable Object> values() {
    Map<String, @Nullable Object> values = new LinkedHashMap<>();
    values.put("epoch", epoch);
    values.put("step", step);
    values.put("loss_sum", lossSum);
    values.put("accuracy_sum", accuracySum);
    values.put("examples", examples);
    values.put("seconds", seconds);
    values.put("reports", reports.stream().map(SavedReports::values).toList());
    return values;
  }

  static Progress of(Fields fields) {
    Progress progress = new Progress();
    progress.epoch = fields.count("epoch");
    progress.step = fields.count("step");
    progress.lossSum = fields.real("loss_sum");
    progress.accuracySum = fields.real("accuracy_sum");
    progress.examples = fields.whole("examples");
    progress.seconds = fields.real("seconds");
    fields.maps("reports").forEach(report -> progress.reports.add(SavedReports.report(report)));
    return progress;
  }
}
