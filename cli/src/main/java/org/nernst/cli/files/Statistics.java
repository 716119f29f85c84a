package org.nernst.cli.files;

import java.util.List;
import java.util.Locale;
import org.nernst.tensor.DType;
import org.nernst.tensor.Tensor;

/// What the elements of a tensor look like. Minimum and maximum are those of the elements that are
/// numbers, mean and deviation those of the finite ones; NaN where there is none. Complex numbers
/// have no order: of them there are the mean of the absolute values and its deviation.
///
/// @param min the smallest
/// @param max the largest
/// @param mean the mean, in double precision
/// @param std the standard deviation of the population, in double precision
/// @param zeros how many are 0
/// @param nans how many are no number
/// @param count how many there are
record Statistics(
    double min, double max, double mean, double std, long zeros, long nans, long count) {
  private static final int CHUNK = 1 << 20;

  /// Walks a tensor of any dtype and strides, a chunk in double precision at a time.
  static Statistics of(Tensor tensor) {
    Tensor flat = tensor.detach().flatten();
    Sums sums = new Sums();
    long count = flat.numel();
    for (long from = 0; from < count; from += CHUNK) {
      try (Tensor chunk = flat.narrow(0, from, Math.min(CHUNK, count - from));
          Tensor real = chunk.dtype().isComplex() ? chunk.abs() : chunk.detach();
          Tensor wide = real.to(DType.FLOAT64)) {
        sums.add(wide.toDoubleArray());
      }
    }
    Statistics all = sums.statistics(count);
    return tensor.dtype().isComplex() ? all.unordered() : all;
  }

  private Statistics unordered() {
    return new Statistics(Double.NaN, Double.NaN, mean, std, zeros, nans, count);
  }

  /// The statistics in the order of the table's columns.
  List<String> cells() {
    return List.of(
        number(min),
        number(max),
        number(mean),
        number(std),
        share(zeros),
        nans == 0 ? "-" : share(nans));
  }

  private static String number(double value) {
    return Double.isNaN(value) ? "-" : String.format(Locale.ROOT, "%.4g", value);
  }

  private String share(long part) {
    return count == 0
        ? "-"
        : String.format(Locale.ROOT, "%d (%.1f %%)", part, 100.0 * part / count);
  }

  /// Welford's update, which loses no digits where the mean is large against the deviation.
  private static final class Sums {
    private double min = Double.NaN;
    private double max = Double.NaN;
    private double mean;
    private double squares;
    private long numbers;
    private long finite;
    private long zeros;

    void add(double[] values) {
      for (double value : values) {
        if (Double.isNaN(value)) {
          continue;
        }
        numbers++;
        zeros += value == 0 ? 1 : 0;
        min = numbers == 1 ? value : Math.min(min, value);
        max = numbers == 1 ? value : Math.max(max, value);
        if (Double.isFinite(value)) {
          finite++;
          double distance = value - mean;
          mean += distance / finite;
          squares += distance * (value - mean);
        }
      }
    }

    Statistics statistics(long count) {
      boolean none = finite == 0;
      return new Statistics(
          min,
          max,
          none ? Double.NaN : mean,
          none ? Double.NaN : Math.sqrt(squares / finite),
          zeros,
          count - numbers,
          count);
    }
  }
}
