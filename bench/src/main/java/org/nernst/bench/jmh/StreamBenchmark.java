package org.nernst.bench.jmh;

import java.util.concurrent.TimeUnit;
import org.nernst.bench.StreamWork;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/// One step of 700-256-20 at batch 1 with its percentiles: a stream beside the modules.
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class StreamBenchmark extends TimedBenchmark {
  /// What makes the step.
  @Param public StreamWork.Method method;

  private StreamWork work;

  /// Draws weights and spikes.
  @Setup
  public void setUp() {
    work = new StreamWork(method);
  }

  /// A step.
  @Benchmark
  public void step() {
    work.run();
  }
}
