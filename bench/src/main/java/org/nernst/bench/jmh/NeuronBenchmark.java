package org.nernst.bench.jmh;

import org.nernst.bench.Neuron;
import org.nernst.bench.Pass;
import org.nernst.bench.SequenceWork;
import org.nernst.engine.Engine;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/// Neurons over (500, 16, 512), fused kernels beside libtorch's operations, which is what a library
/// of Python runs. 4.096 ms are 1 ns per neuron and step.
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

  private SequenceWork work;

  /// Draws the current.
  @Setup
  public void setUp() {
    work = SequenceWork.neurons(neuron, engine, pass, STEPS, BATCH, NEURONS);
  }

  /// A sequence from rest.
  @Benchmark
  public void sequence() {
    work.run();
  }
}
