package org.nernst.bench.jmh;

import java.util.concurrent.TimeUnit;
import org.nernst.bench.EpochWork;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.Warmup;

/// Epochs over 60,000 examples of MNIST's shape, the first of a process as warm-up.
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 1)
@Measurement(iterations = 3)
public class EpochBenchmark extends TimedBenchmark {
  private static final int EXAMPLES = 60_000;

  private EpochWork work;

  /// Draws the examples.
  @Setup
  public void setUp() {
    work = new EpochWork(EXAMPLES);
  }

  /// An epoch.
  @Benchmark
  public void epoch() {
    work.run();
  }
}
