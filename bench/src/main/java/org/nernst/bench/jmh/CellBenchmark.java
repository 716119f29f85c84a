package org.nernst.bench.jmh;

import java.util.concurrent.TimeUnit;
import org.nernst.bench.CellWork;
import org.nernst.bench.Pass;
import org.nernst.engine.Engine;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/// One step of a LIFAdExCell at (16, 512).
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class CellBenchmark extends TimedBenchmark {
  /// What runs it.
  @Param({"FUSED", "EAGER"})
  public Engine engine;

  /// How far.
  @Param({"FORWARD", "TRAINING"})
  public Pass pass;

  private CellWork work;

  /// Draws current and state.
  @Setup
  public void setUp() {
    work = new CellWork(engine, pass, NeuronBenchmark.BATCH, NeuronBenchmark.NEURONS);
  }

  /// A step.
  @Benchmark
  public void step() {
    work.run();
  }
}
