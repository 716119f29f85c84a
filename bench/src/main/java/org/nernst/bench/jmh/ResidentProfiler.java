package org.nernst.bench.jmh;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import org.nernst.tensor.Nernst;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.infra.IterationParams;
import org.openjdk.jmh.profile.InternalProfiler;
import org.openjdk.jmh.results.AggregationPolicy;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.ScalarResult;

/// The peak of the process's resident memory above what the JVM takes with libtorch loaded, in
/// megabytes. Linux only.
public final class ResidentProfiler implements InternalProfiler {
  private static final Path STATUS = Path.of("/proc/self/status");
  private static final double KILOBYTES = 1024;

  private double loaded;

  /// Called by JMH.
  public ResidentProfiler() {}

  @Override
  public String getDescription() {
    return "Peak resident memory above the loaded JVM (Linux)";
  }

  @Override
  public void beforeIteration(BenchmarkParams benchmark, IterationParams iteration) {
    if (loaded == 0) {
      Nernst.threads(Nernst.threads());
      loaded = megabytes("VmRSS");
    }
  }

  @Override
  public Collection<? extends Result<?>> afterIteration(
      BenchmarkParams benchmark, IterationParams iteration, IterationResult result) {
    return List.of(
        new ScalarResult("resident.loaded", loaded, "MB", AggregationPolicy.MAX),
        new ScalarResult(
            "resident.above", megabytes("VmHWM") - loaded, "MB", AggregationPolicy.MAX));
  }

  private static double megabytes(String field) {
    try (var lines = Files.lines(STATUS)) {
      return lines
          .filter(line -> line.startsWith(field + ":"))
          .mapToDouble(line -> Double.parseDouble(line.replaceAll("\\D", "")) / KILOBYTES)
          .findFirst()
          .orElseThrow();
    } catch (IOException e) {
      throw new UncheckedIOException("no resident memory to read in " + STATUS, e);
    }
  }
}
