package org.nernst.io;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.nernst.train.EpochReport;
import org.nernst.train.Evaluation;
import org.nernst.train.TrainState;

/// Which checkpoint is the best, and how good: by the accuracy of the evaluation, then by its loss.
///
/// @param name of the checkpoint's folder
/// @param accuracy from 0 to 1
/// @param loss the mean loss
record Best(String name, double accuracy, double loss) {
  /// How good a state is; null if it isn't that of an epoch's end with an evaluation.
  static @Nullable Best of(String name, TrainState state) {
    List<EpochReport> reports = state.reports();
    if (state.step() > 0 || reports.isEmpty()) {
      return null;
    }
    Evaluation evaluation = reports.getLast().evaluation();
    return evaluation == null ? null : new Best(name, evaluation.accuracy(), evaluation.loss());
  }

  boolean isBetterThan(@Nullable Best other) {
    return other == null
        || accuracy > other.accuracy
        || (accuracy == other.accuracy && loss < other.loss);
  }

  Map<String, Object> values() {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("checkpoint", name);
    values.put("accuracy", accuracy);
    values.put("loss", loss);
    return values;
  }

  /// What [#values()] gave; null if it can't be understood, as good as none.
  static @Nullable Best of(Map<String, Object> values) {
    return values.get("checkpoint") instanceof String name
            && values.get("accuracy") instanceof Number accuracy
            && values.get("loss") instanceof Number loss
        ? new Best(name, accuracy.doubleValue(), loss.doubleValue())
        : null;
  }
}
