package org.nernst.bench.jmh;

import org.jspecify.annotations.Nullable;
import org.nernst.bench.Input;
import org.nernst.bench.Neuron;
import org.nernst.bench.Pass;
import org.nernst.bench.SequenceWork;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/// Linear(512, 512) alone and with neurons behind it over (500, 16, 512), with dense input and with
/// spikes: what the neurons add to it, and what it gains from zeros.
public class LinearBenchmark extends TimedBenchmark {
  /// Neurons behind the Linear; NONE for the Linear alone.
  @Param({"NONE", "LIF_ADEX", "LIF", "IAF"})
  public String neuron;

  /// What comes in.
  @Param({"DENSE", "SPIKES_5"})
  public Input input;

  /// How far.
  @Param({"FORWARD", "TRAINING"})
  public Pass pass;

  private SequenceWork work;

  /// Draws weights and input.
  @Setup
  public void setUp() {
    @Nullable Neuron behind = neuron.equals("NONE") ? null : Neuron.valueOf(neuron);
    work =
        SequenceWork.linear(
            behind,
            input,
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
