package org.nernst.bench.jmh;

import org.nernst.bench.Neuron;
import org.nernst.bench.PairWork;
import org.nernst.bench.Pass;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/// A Linear of spikes and the neurons behind it, as one node and one after the other. For a ratio
/// on a machine with other load, `nernst bench --only pairs` runs the two in turns.
public class PairBenchmark extends TimedBenchmark {
  /// As one or apart.
  @Param public PairWork.Form form;

  /// Neurons behind the Linear.
  @Param({"LIF", "LIF_ADEX", "IAF"})
  public Neuron neuron;

  /// How far.
  @Param({"FORWARD", "TRAINING"})
  public Pass pass;

  /// Probability of a spike.
  @Param({"0.005", "0.02", "0.05", "0.1", "0.2"})
  public double density;

  /// Steps of a sequence.
  @Param({"32", "100", "500"})
  public long steps;

  /// Entries of the batch.
  @Param({"1", "16", "64"})
  public long batch;

  /// Inputs and outputs.
  @Param({"64", "256", "512", "1024"})
  public long width;

  private PairWork work;

  /// Draws weights and spikes.
  @Setup
  public void setUp() {
    work = PairWork.of(form, neuron, pass, density, steps, batch, width);
  }

  /// A sequence from rest.
  @Benchmark
  public void sequence() {
    work.run();
  }
}
