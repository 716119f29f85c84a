package org.nernst.bench.jmh;

import org.nernst.bench.Input;
import org.nernst.bench.Neuron;
import org.nernst.bench.Pass;
import org.nernst.bench.SequenceWork;
import org.nernst.bench.Workload;
import org.nernst.engine.Engine;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/// Training passes of the same number of neuron-steps in sequences of different shapes: equal times
/// mean that cost is linear in the length, in the width and in the batch.
public class ScalingBenchmark extends TimedBenchmark {
  static final int NEURON_STEPS = 4000 * 16 * 128;

  /// Steps x batch x neurons of a sequence.
  @Param({
    "100x16x128",
    "500x16x128",
    "1000x16x128",
    "2000x16x128",
    "4000x16x128",
    "500x16x32",
    "500x16x1024",
    "500x1x128",
    "500x128x128"
  })
  public String shape;

  /// What is trained: neurons alone, or recurrent ones with their Linear.
  @Param({"LIF_ADEX", "IAF_RECURRENT"})
  public String layer;

  private Workload work;
  private int runs;

  /// Draws what a sequence needs.
  @Setup
  public void setUp() {
    String[] sizes = shape.split("x", 3);
    long steps = Long.parseLong(sizes[0]);
    long batch = Long.parseLong(sizes[1]);
    long neurons = Long.parseLong(sizes[2]);
    runs = Math.toIntExact(NEURON_STEPS / (steps * batch * neurons));
    work =
        layer.equals("IAF_RECURRENT")
            ? SequenceWork.recurrent(Engine.AUTO, Input.DENSE, Pass.TRAINING, steps, batch, neurons)
            : SequenceWork.neurons(
                Neuron.valueOf(layer), Engine.AUTO, Pass.TRAINING, steps, batch, neurons);
  }

  /// As many sequences as make up the neuron-steps.
  @Benchmark
  public void sequences() {
    for (int i = 0; i < runs; i++) {
      work.run();
    }
  }
}
