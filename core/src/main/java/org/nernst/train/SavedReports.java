package org.nernst.train;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Reports of epochs as plain values, and back.
final class SavedReports {
  private SavedReports() {}

  static Map<String, @Nullable Object> values(EpochReport report) {
    Map<String, @Nullable Object> values = new LinkedHashMap<>();
    values.put("epoch", report.epoch());
    values.put("steps", report.steps());
    values.put("loss", report.loss());
    values.put("accuracy", report.accuracy());
    values.put("learning_rate", report.learningRate());
    values.put("train_seconds", report.trainSeconds());
    Evaluation evaluation = report.evaluation();
    values.put("evaluation", evaluation == null ? null : values(evaluation));
    values.put("evaluation_seconds", report.evaluationSeconds());
    return values;
  }

  private static Map<String, Object> values(Evaluation evaluation) {
    ConfusionMatrix matrix = evaluation.confusion();
    List<List<Long>> rows = new ArrayList<>();
    for (int label = 0; label < matrix.classes(); label++) {
      List<Long> row = new ArrayList<>();
      for (int answer = 0; answer < matrix.classes(); answer++) {
        row.add(matrix.count(label, answer));
      }
      rows.add(row);
    }
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("loss", evaluation.loss());
    values.put("accuracy", evaluation.accuracy());
    values.put("confusion", rows);
    values.put("layers", evaluation.layers().stream().map(SavedReports::values).toList());
    return values;
  }

  private static Map<String, Object> values(LayerActivity layer) {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("name", layer.name());
    values.put("neurons", layer.neurons());
    values.put("spike_rate", layer.spikeRate());
    values.put("dead_neurons", layer.deadNeurons());
    return values;
  }

  static EpochReport report(Fields fields) {
    return new EpochReport(
        fields.count("epoch"),
        fields.count("steps"),
        fields.real("loss"),
        fields.real("accuracy"),
        fields.real("learning_rate"),
        fields.real("train_seconds"),
        fields.has("evaluation") ? evaluation(fields.map("evaluation")) : null,
        fields.real("evaluation_seconds"));
  }

  private static Evaluation evaluation(Fields fields) {
    List<@Nullable Object> rows = fields.list("confusion");
    long[][] counts = new long[rows.size()][];
    for (int label = 0; label < counts.length; label++) {
      counts[label] = row(rows.get(label), counts.length);
    }
    List<LayerActivity> layers =
        fields.maps("layers").stream()
            .map(
                layer ->
                    new LayerActivity(
                        layer.text("name"),
                        layer.count("neurons"),
                        layer.real("spike_rate"),
                        layer.count("dead_neurons")))
            .toList();
    return new Evaluation(fields.real("loss"), ConfusionMatrix.of(counts), layers);
  }

  private static long[] row(@Nullable Object row, int classes) {
    if (row instanceof List<?> list
        && list.size() == classes
        && list.stream().allMatch(Number.class::isInstance)) {
      return list.stream().mapToLong(n -> ((Number) n).longValue()).toArray();
    }
    throw new IllegalArgumentException(
        "expected %d counts in a row of a saved confusion matrix, got %s".formatted(classes, row));
  }
}
