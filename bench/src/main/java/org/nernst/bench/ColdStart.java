package org.nernst.bench;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.nernst.engine.Engine;

/// A process that makes the first training step of a 64-128-10 network of LIFAdEx and ends, or goes
/// on to see when it has reached its full speed. `bench/cold-start` runs it again and again.
public final class ColdStart {
  private static final int WINDOW = 20;
  private static final double FULL = 1.2;

  private ColdStart() {}

  /// Runs a first step, and further ones.
  ///
  /// @param args seconds to go on for, or nothing
  public static void main(String[] args) {
    Instant start =
        ProcessHandle.current()
            .info()
            .startInstant()
            .orElseThrow(() -> new IllegalStateException("the system hides when a process began"));
    NetworkWork work = NetworkWork.digits(Engine.AUTO);
    work.run();
    System.out.printf(Locale.ROOT, "first step after %.2f s%n", seconds(start));
    if (args.length == 0) {
      return;
    }
    double until = Double.parseDouble(args[0]);
    List<double[]> steps = new ArrayList<>();
    while (seconds(start) < until) {
      long before = System.nanoTime();
      work.run();
      steps.add(new double[] {System.nanoTime() - before, seconds(start)});
    }
    double best = Double.POSITIVE_INFINITY;
    for (int i = 0; i + WINDOW <= steps.size(); i++) {
      best = Math.min(best, median(steps.subList(i, i + WINDOW)));
    }
    for (int i = 0; i + WINDOW <= steps.size(); i++) {
      if (median(steps.subList(i, i + WINDOW)) <= FULL * best) {
        System.out.printf(
            Locale.ROOT,
            "full speed (%.2f ms a step) after %.2f s%n",
            best * 1e-6,
            steps.get(i)[1]);
        return;
      }
    }
    System.out.println("too few steps to know the full speed");
  }

  private static double seconds(Instant start) {
    return Duration.between(start, Instant.now()).toNanos() * 1e-9;
  }

  private static double median(List<double[]> window) {
    return window.stream()
        .mapToDouble(step -> step[0])
        .sorted()
        .skip(WINDOW / 2)
        .findFirst()
        .orElseThrow();
  }
}
