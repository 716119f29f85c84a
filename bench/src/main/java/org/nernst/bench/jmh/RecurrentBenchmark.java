package org.nernst.bench.jmh;

import org.nernst.bench.Input;
import org.nernst.bench.Pass;
import org.nernst.bench.SequenceWork;
import org.nernst.engine.Engine;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/// Linear(512, 512) and IAFRecurrent(Linear(512, 512)) over (16, 500, 512).
public class RecurrentBenchmark extends TimedBenchmark {
  /// What runs the neurons.
  @Param({"FUSED", "EAGER"})
  public Engine engine;

  /// How far.
  @Param({"FORWARD", "TRAINING"})
  public Pass pass;

  private SequenceWork work;

  /// Draws weights and input.
  @Setup
  public void setUp() {
    work =
        SequenceWork.recurrent(
            engine,
            Input.DENSE,
            pass,
            NeuronBenchmark.STEPS,
            NeuronBenchmark.BATCH,
            NeuronBenchmark.NEURONS);
  }

  /// A sequence from rest.
  @Benchmark
  public void sequence() {
    work.run();
  }
}
