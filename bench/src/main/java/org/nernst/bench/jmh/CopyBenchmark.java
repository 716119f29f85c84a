package org.nernst.bench.jmh;

import org.nernst.bench.CopyWork;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Setup;

/// The limit of memory: a copy of as many floats as [NeuronBenchmark] has neuron-steps, 8 bytes
/// moved for each; 32.8 / ms is gigabytes a second. A forward pass moves as much, a training pass
/// 2.5 times as much.
public class CopyBenchmark extends TimedBenchmark {
  private CopyWork work;

  /// Fills the memory.
  @Setup
  public void setUp() {
    work = new CopyWork((long) NeuronBenchmark.NEURON_STEPS * Float.BYTES);
  }

  /// A copy.
  @Benchmark
  public void copy() {
    work.run();
  }
}
