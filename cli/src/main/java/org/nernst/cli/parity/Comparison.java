package org.nernst.cli.parity;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.SequencedSet;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.nernst.cli.parity.Difference.Kind;
import org.nernst.tensor.Tensor;

/// Compares results with a recording and keeps book, so that no recorded result is passed over.
final class Comparison {
  /// The names of results; everything else in a recording is what was fed.
  private static final Pattern RESULT =
      Pattern.compile(
          "(call\\d+\\.)?(output|output\\..+|state\\..+|states\\..+|loss|firing_rate|sign\\..+"
              + "|surrogate\\..+|grad\\..+|recordings_as_sinabs\\..+|weight\\..+_effective)");

  private final Recording recording;
  private final List<Difference> differences = new ArrayList<>();
  private final SequencedSet<String> done = new LinkedHashSet<>();

  Comparison(Recording recording) {
    this.recording = recording;
  }

  /// Compares relative to the largest magnitude of the recorded tensor.
  void relative(Kind kind, String name, @Nullable Tensor actual, double tolerance) {
    add(kind, name, actual, tolerance, true, 0);
  }

  /// As [#relative(Kind, String, Tensor, double)], but relative to at least the given scale.
  void relative(
      Kind kind, String name, @Nullable Tensor actual, double tolerance, double leastScale) {
    add(kind, name, actual, tolerance, true, leastScale);
  }

  /// Compares without regard to the size of the recorded numbers.
  void absolute(Kind kind, String name, @Nullable Tensor actual, double tolerance) {
    add(kind, name, actual, tolerance, false, 0);
  }

  /// Spikes: every element must be the same number. The two zeros are.
  void exact(Kind kind, String name, @Nullable Tensor actual) {
    add(kind, name, actual, 0, false, 0);
  }

  /// As [#relative(Kind, String, Tensor, double)], if there is such a recorded tensor.
  void relativeIfRecorded(Kind kind, String name, @Nullable Tensor actual, double tolerance) {
    if (recording.has(name)) {
      relative(kind, name, actual, tolerance);
    }
  }

  /// A result that needs no comparison of its own, because others imply it or because it is known
  /// to be wrong in the library that was recorded.
  void implied(String name) {
    done.add(name);
  }

  private void add(
      Kind kind,
      String name,
      @Nullable Tensor actual,
      double tolerance,
      boolean relative,
      double leastScale) {
    Tensor expected = recording.tensor(name);
    done.add(name);
    if (actual == null) {
      throw new RecordingException(name + ": recorded, but Nernst gives none");
    }
    if (!Arrays.equals(actual.shape(), expected.shape())) {
      throw new RecordingException(
          "%s: recorded shape %s, Nernst gives %s"
              .formatted(
                  name, Tensor.shapeText(expected.shape()), Tensor.shapeText(actual.shape())));
    }
    if (actual.dtype() != expected.dtype()) {
      throw new RecordingException(
          "%s: recorded as %s, Nernst gives %s".formatted(name, expected.dtype(), actual.dtype()));
    }
    double[] want = expected.detach().toDoubleArray();
    double magnitude = leastScale;
    for (double value : want) {
      magnitude = Math.max(magnitude, Math.abs(value));
    }
    double scale = relative && magnitude > 0 ? magnitude : 1;
    differences.add(
        new Difference(
            name, kind, largest(want, actual.detach().toDoubleArray()), scale, tolerance));
  }

  private static double largest(double[] want, double[] got) {
    double largest = 0;
    for (int i = 0; i < want.length; i++) {
      boolean same = want[i] == got[i] || (Double.isNaN(want[i]) && Double.isNaN(got[i]));
      if (!same) {
        double difference = Math.abs(want[i] - got[i]);
        largest =
            Math.max(largest, Double.isNaN(difference) ? Double.POSITIVE_INFINITY : difference);
      }
    }
    return largest;
  }

  List<Difference> differences() {
    return differences;
  }

  /// What keeps the check from being complete: recorded results that nothing was compared with.
  List<String> gaps() {
    Set<String> open = new LinkedHashSet<>(recording.tensors().keySet());
    open.removeAll(done);
    open.removeIf(name -> !RESULT.matcher(name).matches());
    if (!open.isEmpty()) {
      return List.of("recorded but not compared: " + String.join(", ", open));
    }
    return differences.isEmpty() ? List.of("the file records no result") : List.of();
  }
}
