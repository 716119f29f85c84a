package org.nernst.bench.jmh;

import java.util.concurrent.TimeUnit;
import org.nernst.tensor.Nernst;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// What all benchmarks share: the JVM's options, short iterations (a kernel is compiled within a
/// second), and the number of threads. Times are sampled, so that there is a median: a mean suffers
/// from whatever else the machine does.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 2, time = 700, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 4, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Fork(
    value = 1,
    jvmArgsAppend = {
      "--add-modules=jdk.incubator.vector",
      "--enable-native-access=ALL-UNNAMED",
      "--sun-misc-unsafe-memory-access=allow",
      // as the launcher does
      "-XX:+UseSerialGC",
      "-Xmn16m"
    })
public abstract class TimedBenchmark {
  /// Threads of one operation: of libtorch, its BLAS and our kernels.
  @Param({"1", "2"})
  public int threads;

  /// Sets the threads before a benchmark makes its work.
  @Setup
  public void setThreads() {
    Nernst.threads(threads);
  }
}
