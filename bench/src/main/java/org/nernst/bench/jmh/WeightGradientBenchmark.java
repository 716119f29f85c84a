package org.nernst.bench.jmh;

import java.util.concurrent.TimeUnit;
import org.nernst.bench.WeightGradientWork;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.Warmup;

/// A square Linear over 2000 vectors of spikes, forward and back to its weights, by density and
/// width: as it chooses, by spikes, and by products of matrices.
@Warmup(iterations = 2, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 3, time = 500, timeUnit = TimeUnit.MILLISECONDS)
public class WeightGradientBenchmark extends TimedBenchmark {
  /// Probability of a spike.
  @Param({"0.005", "0.01", "0.02", "0.05", "0.1", "0.2", "0.4", "1"})
  public double density;

  /// Inputs and outputs.
  @Param({"128", "512", "1024", "2048"})
  public int width;

  /// How it is computed.
  @Param public WeightGradientWork.Method method;

  private WeightGradientWork work;

  /// Draws weights and spikes.
  @Setup
  public void setUp() {
    work = new WeightGradientWork(method, width, density);
  }

  /// Forward and backward.
  @Benchmark
  public void training() {
    work.run();
  }
}
