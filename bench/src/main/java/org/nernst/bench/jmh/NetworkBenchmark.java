package org.nernst.bench.jmh;

import org.nernst.bench.NetworkWork;
import org.nernst.bench.Workload;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/// Training steps of whole networks, optimiser included. With `-prof
/// org.nernst.bench.jmh.ResidentProfiler` also the memory that they take.
public class NetworkBenchmark extends TimedBenchmark {
  /// Which network.
  public enum Network {
    /// 700-256-256-20, LIF, 100 steps, batch 256.
    FEED_FORWARD,
    /// Two convolutions with IAF on 28 x 28, 16 steps, batch 32.
    CONVOLUTIONAL
  }

  /// Which network.
  @Param public Network network;

  private Workload work;

  /// Draws weights and input.
  @Setup
  public void setUp() {
    work =
        switch (network) {
          case FEED_FORWARD -> NetworkWork.feedForward(100, 256);
          case CONVOLUTIONAL -> NetworkWork.convolutional(16, 32);
        };
  }

  /// A step.
  @Benchmark
  public void trainingStep() {
    work.run();
  }
}
