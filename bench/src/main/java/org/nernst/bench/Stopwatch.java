package org.nernst.bench;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.function.LongSupplier;

/// Times work in this process.
///
/// Half of the time goes to warm-up, so that kernels are compiled; then come as many runs as fit,
/// at least three. JMH, in a process of its own per benchmark, is more exact; this is quicker.
///
/// @param budget how long to run one piece of work
/// @param clock nanoseconds from any origin
public record Stopwatch(Duration budget, LongSupplier clock) {
  private static final int LEAST_RUNS = 3;
  private static final int MOST_RUNS = 100_000;

  /// A stopwatch on the system's clock.
  public Stopwatch(Duration budget) {
    this(budget, System::nanoTime);
  }

  /// One with a quarter of the time, for work that takes microseconds.
  Stopwatch shortened() {
    return new Stopwatch(budget.dividedBy(4), clock);
  }

  /// Times work.
  ///
  /// @return the median of the runs, in nanoseconds
  public double nanos(Workload work) {
    return alternating(List.of(work))[0];
  }

  /// Times several pieces of work in turns, so that whatever else the machine does hits all of them
  /// alike.
  ///
  /// @param works share the budget
  /// @return the median of each one's runs, in nanoseconds
  double[] alternating(List<? extends Workload> works) {
    long start = clock.getAsLong();
    do {
      works.forEach(Workload::run);
    } while (clock.getAsLong() - start < budget.toNanos() / 2);
    long[][] times = new long[works.size()][64];
    int runs = 0;
    do {
      for (int w = 0; w < times.length; w++) {
        if (runs == times[w].length) {
          times[w] = Arrays.copyOf(times[w], 2 * runs);
        }
        long before = clock.getAsLong();
        works.get(w).run();
        times[w][runs] = clock.getAsLong() - before;
      }
      runs++;
    } while (runs < LEAST_RUNS
        || (runs < MOST_RUNS && clock.getAsLong() - start < budget.toNanos()));
    double[] medians = new double[times.length];
    for (int w = 0; w < times.length; w++) {
      medians[w] = median(times[w], runs);
    }
    return medians;
  }

  private static double median(long[] times, int runs) {
    Arrays.sort(times, 0, runs);
    return runs % 2 == 1 ? times[runs / 2] : 0.5 * (times[runs / 2 - 1] + times[runs / 2]);
  }
}
