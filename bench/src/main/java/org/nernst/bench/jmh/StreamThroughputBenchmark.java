package org.nernst.bench.jmh;

import java.util.concurrent.TimeUnit;
import org.nernst.bench.StreamWork;
import org.nernst.stream.StreamingNetwork;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Threads;

/// Steps of 700-256-20 in a microsecond, of one stream or of one in each of two threads, which
/// share the weights.
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class StreamThroughputBenchmark extends TimedBenchmark {
  private final StreamingNetwork network = StreamingNetwork.of(StreamWork.network());

  /// A thread's stream.
  @State(Scope.Thread)
  public static class Own {
    private StreamWork work;

    /// Opens it.
    @Setup
    public void setUp(StreamThroughputBenchmark shared) {
      work = StreamWork.of(shared.network);
    }
  }

  /// Steps of one stream.
  @Benchmark
  @Threads(1)
  public void oneThread(Own own) {
    own.work.run();
  }

  /// Steps of two streams.
  @Benchmark
  @Threads(2)
  public void twoThreads(Own own) {
    own.work.run();
  }
}
