package org.nernst.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class MemorySoakTest {
  private static final Path STATM = Path.of("/proc/self/statm");
  private static final long MB = 1L << 20;

  private static long residentBytes() throws IOException {
    return Long.parseLong(Files.readString(STATM).split(" ")[1]) * 4096;
  }

  /// Memory outside the Java heap, whose size is the collector's own affair.
  private static long nativeBytes() throws IOException {
    return residentBytes() - Runtime.getRuntime().totalMemory();
  }

  private static long liveHeapBytes() {
    System.gc();
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }

  private static void step(Tensor w) {
    try (var _ = Scope.open()) {
      Tensor x = Tensor.rand(16, 32);
      Tensor hidden = x.matmul(w.t()).clamp(-1, 1).mul(0.5);
      Tensor loss =
          Functional.softmax(hidden, 1).sub(0.1).square().sum(new long[] {1}, true).mean();
      loss.backward();
      w.grad().max(0).values().toFloatArray();
      w.zeroGrad();
    }
  }

  @Test
  void twentyThousandTrainingStepsInScopesKeepResidentMemoryFlat() throws IOException {
    assumeTrue(Files.isReadable(STATM), "no /proc/self/statm");
    Tensor w = Tensor.randn(8, 32).requiresGrad(true);
    // the compilers of the JVM take memory too, which malloc keeps
    for (int i = 0; i < 10_000; i++) {
      step(w);
    }
    long heapBefore = liveHeapBytes();
    long before = nativeBytes();
    for (int i = 0; i < 20_000; i++) {
      step(w);
    }
    long grown = nativeBytes() - before;
    long heapGrown = liveHeapBytes() - heapBefore;
    // A leak of one 512-byte tensor per step would be 10 MB beside the 20,000 handles; of all, 300.
    assertThat(grown).as("bytes grown outside the heap").isLessThan(60 * MB);
    assertThat(heapGrown).as("bytes of live objects grown").isLessThan(10 * MB);
  }

  @Test
  void bigTensorsWithoutAScopeAreFreedByTheCollector() throws IOException {
    assumeTrue(Files.isReadable(STATM), "no /proc/self/statm");
    long before = residentBytes();
    long earlier = MemoryPressure.limit(before + 256 * MB);
    try {
      for (int i = 0; i < 400; i++) {
        Tensor.ones(1 << 20);
      }
    } finally {
      MemoryPressure.limit(earlier);
    }
    // 1600 MB were made; how soon the collector's thread frees them depends on the machine's load.
    assertThat(residentBytes() - before).isLessThan(1200 * MB);
  }
}
