package org.nernst.bench.jmh;

import java.util.concurrent.TimeUnit;
import org.nernst.bench.CopyWork;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Setup;

/// The limit of memory: a copy of as many floats as [NeuronBenchmark] has neuron-steps, in
/// nanoseconds per float, of which each moves 8 bytes: 8 / ns is gigabytes a second. A forward pass
/// moves as much, a training pass 2.5 times as much.
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@OperationsPerInvocation(NeuronBenchmark.NEURON_STEPS)
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
