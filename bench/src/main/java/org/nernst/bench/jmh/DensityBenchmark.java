package org.nernst.bench.jmh;

import java.util.concurrent.TimeUnit;
import org.nernst.bench.DensityWork;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.Warmup;

/// Square linear maps of 64 vectors of spikes, by density and width: sums of rows beside the
/// product of matrices. Divide by 64 for a vector.
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 2, time = 300, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 3, time = 200, timeUnit = TimeUnit.MILLISECONDS)
public class DensityBenchmark extends TimedBenchmark {
  /// Probability of a spike.
  @Param({"0.005", "0.01", "0.02", "0.05", "0.1", "0.2", "0.4", "1"})
  public double density;

  /// Inputs and outputs.
  @Param({"128", "512", "1024", "2048"})
  public int width;

  /// How it is computed.
  @Param public DensityWork.Method method;

  private DensityWork work;

  /// Draws weights and spikes.
  @Setup
  public void setUp() {
    work = new DensityWork(method, width, density);
  }

  /// A map.
  @Benchmark
  public void forward() {
    work.run();
  }
}
