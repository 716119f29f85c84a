package org.nernst.bench.jmh;

import org.nernst.bench.Neuron;
import org.nernst.bench.Pass;
import org.nernst.bench.SequenceWork;
import org.nernst.engine.Engine;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/// Neurons over (steps, 16, 512), fused kernels beside libtorch's operations, which is what a
/// library of Python runs. With 500 steps, 4.096 ms are 1 ns per neuron and step; many more, with
/// [ResidentProfiler], show what memory they need.
public class NeuronBenchmark extends TimedBenchmark {
  static final int STEPS = 500;
  static final int BATCH = 16;
  static final int NEURONS = 512;
  static final int NEURON_STEPS = STEPS * BATCH * NEURONS;

  /// Which neurons.
  @Param({"LIF_ADEX", "LIF", "IAF", "LIF_SYNAPSE"})
  public Neuron neuron;

  /// What runs them.
  @Param({"FUSED", "EAGER"})
  public Engine engine;

  /// How far.
  @Param({"FORWARD", "TRAINING"})
  public Pass pass;

  /// Of a sequence.
  @Param("" + STEPS)
  public int steps;

  private SequenceWork work;

  /// Draws the current.
  @Setup
  public void setUp() {
    work = SequenceWork.neurons(neuron, engine, pass, steps, BATCH, NEURONS);
  }

  /// A sequence from rest.
  @Benchmark
  public void sequence() {
    work.run();
  }
}
