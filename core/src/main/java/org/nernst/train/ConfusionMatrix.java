package org.nernst.train;

import java.util.Locale;

/// How often each class was taken for which.
public final class ConfusionMatrix {
  private final long[][] counts;

  /// An empty matrix.
  ///
  /// @param classes the number of classes, at least 1
  /// @throws IllegalArgumentException if there is no class
  public ConfusionMatrix(int classes) {
    if (classes < 1) {
      throw new IllegalArgumentException("expected classes >= 1, got " + classes);
    }
    counts = new long[classes][classes];
  }

  /// A matrix of counts, which are copied.
  ///
  /// @param counts a row per class, a column per answer
  /// @return the matrix
  static ConfusionMatrix of(long[][] counts) {
    ConfusionMatrix matrix = new ConfusionMatrix(counts.length);
    for (int label = 0; label < counts.length; label++) {
      System.arraycopy(counts[label], 0, matrix.counts[label], 0, counts.length);
    }
    return matrix;
  }

  /// Counts one example.
  ///
  /// @param label its class
  /// @param answer the class it was given
  /// @throws IllegalArgumentException if a class is out of range
  public void add(int label, int answer) {
    if (label < 0 || label >= counts.length || answer < 0 || answer >= counts.length) {
      throw new IllegalArgumentException(
          "expected classes from 0 to %d, got label %d and answer %d"
              .formatted(counts.length - 1, label, answer));
    }
    counts[label][answer]++;
  }

  /// The number of classes.
  ///
  /// @return classes
  public int classes() {
    return counts.length;
  }

  /// How many examples of a class were given an answer.
  ///
  /// @param label the class
  /// @param answer the answer
  /// @return the count
  public long count(int label, int answer) {
    return counts[label][answer];
  }

  /// The number of examples.
  ///
  /// @return the sum of all counts
  public long total() {
    long total = 0;
    for (long[] row : counts) {
      for (long count : row) {
        total += count;
      }
    }
    return total;
  }

  /// The number of examples with the right answer.
  ///
  /// @return the sum of the diagonal
  public long correct() {
    long correct = 0;
    for (int c = 0; c < counts.length; c++) {
      correct += counts[c][c];
    }
    return correct;
  }

  /// The share of examples with the right answer.
  ///
  /// @return from 0 to 1; NaN without examples
  public double accuracy() {
    return (double) correct() / total();
  }

  /// A table: a row per class, a column per answer.
  @Override
  public String toString() {
    int width = Math.max(4, Long.toString(total()).length() + 1);
    StringBuilder text = new StringBuilder("label \\ answer\n");
    text.append(" ".repeat(5));
    for (int c = 0; c < counts.length; c++) {
      text.append(String.format(Locale.ROOT, "%" + width + "d", c));
    }
    for (int label = 0; label < counts.length; label++) {
      text.append(String.format(Locale.ROOT, "%n%5d", label));
      for (long count : counts[label]) {
        text.append(String.format(Locale.ROOT, "%" + width + "d", count));
      }
    }
    return text.toString();
  }
}
