package org.nernst.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.nernst.tensor.Functions.leaf;
import static org.nernst.tensor.Functions.square;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.bytedeco.javacpp.Pointer;
import org.junit.jupiter.api.Test;
import org.nernst.tensor.Functions.ProductAndSum;
import org.nernst.tensor.Functions.Unary;

/// Lifetimes and threads of custom nodes.
class CustomNodeTest {
  private static final int SOAK = 50_000;
  private static final int BLOCKS = 20;

  /// What each iteration saves is 8 KB: from the first blocks to the last a leak of it would be 350
  /// MB.
  private static final long MOST_GROWN = 40L << 20;

  @Test
  void survivesGarbageCollectionBetweenForwardAndBackward() throws InterruptedException {
    Tensor x = leaf(1, 2, 3);
    Tensor loss = Tensor.scalar(0);
    for (int i = 0; i < 20; i++) {
      loss = loss.add(Autograd.apply(new ProductAndSum(), List.of(x.mul(2), x)).get(0).sum());
    }
    for (int i = 0; i < 3; i++) {
      System.gc();
      Thread.sleep(20);
    }
    loss.backward();
    assertThat(x.grad().toFloatArray()).containsExactly(80, 160, 240);
  }

  @Test
  void savedTensorsOutliveTheScopeOfForward() {
    Tensor x = leaf(3, 4);
    Tensor y;
    try (Scope scope = Scope.open()) {
      Unary function =
          new Unary(
              "temporary",
              (context, in) -> {
                Tensor doubled = in.mul(2);
                context.save(doubled);
                return doubled.mul(doubled);
              },
              (context, g) -> g.mul(context.saved(0)).mul(4));
      y = scope.keep(function.apply(x).sum());
    }
    y.backward();
    assertThat(x.grad().toFloatArray()).containsExactly(24, 32);
  }

  @Test
  void temporariesOfBackwardAreClosedAtItsEnd() {
    List<Tensor> seen = new ArrayList<>();
    Unary function =
        new Unary(
            "temporary",
            (context, in) -> {
              context.save(in);
              return in.mul(2);
            },
            (context, g) -> {
              seen.add(g);
              seen.add(context.saved(0));
              seen.add(g.mul(1));
              Tensor gradient = seen.get(2).mul(2);
              seen.add(gradient);
              return gradient;
            });
    function.apply(leaf(1)).backward();
    assertThat(seen).hasSize(4).allMatch(Tensor::isClosed);
  }

  @Test
  void theGraphLeavesNothingBehind() throws InterruptedException {
    awaitTenants(0);
    Tensor x = leaf(1, 2);
    try (var _ = Scope.open()) {
      Tensor y = square().apply(x).sum();
      assertThat(GraphLife.tenants()).isEqualTo(1);
      y.backward();
    }
    assertThat(GraphLife.tenants()).isZero();
    try (var _ = Scope.open()) {
      square().apply(square().apply(x));
      assertThat(GraphLife.tenants()).isEqualTo(2);
    }
    assertThat(GraphLife.tenants()).isZero();
  }

  @Test
  void savedOutputsAndViewsOfThemMakeNoCycle() throws InterruptedException {
    awaitTenants(0);
    Tensor x = leaf(1, 2);
    Unary function =
        new Unary(
            "cycle",
            (context, in) -> {
              Tensor out = in.exp();
              context.save(out, out.narrow(0, 0, 1), out.reshape(2));
              return out;
            },
            (context, g) -> g.mul(context.saved(0)));
    try (var _ = Scope.open()) {
      function.apply(x);
    }
    assertThat(GraphLife.tenants()).isZero();
  }

  @Test
  void aBackwardThatDoesNotRetainFreesWhatWasSaved() {
    Tensor x = leaf(1, 2);
    FunctionContext[] contexts = new FunctionContext[1];
    Unary function =
        new Unary(
            "saving",
            (context, in) -> {
              contexts[0] = context;
              context.save(in, in.mul(2));
              return in.mul(3);
            },
            (context, g) -> g.mul(3));
    Tensor y = function.apply(x).sum();
    y.backward(null, true, false);
    assertThat(contexts[0].savedCount()).isEqualTo(2);
    y.backward();
    assertThat(contexts[0].savedCount()).isZero();
  }

  @Test
  void aFailingForwardFreesWhatWasSaved() {
    FunctionContext[] contexts = new FunctionContext[1];
    Unary function =
        new Unary(
            "failing",
            (context, in) -> {
              contexts[0] = context;
              context.save(in);
              throw new IllegalStateException("no");
            },
            (context, g) -> g);
    try {
      function.apply(leaf(1));
    } catch (IllegalStateException expected) {
      assertThat(expected).hasMessage("no");
    }
    assertThat(contexts[0].savedCount()).isZero();
    assertThat(Autograd.isEnabled()).isTrue();
  }

  @Test
  void threadsRunTheirGraphsAtTheSameTime() throws Exception {
    Callable<float[]> task =
        () -> {
          Tensor x = leaf(1, 2, 3);
          for (int i = 0; i < 500; i++) {
            try (var _ = Scope.open()) {
              square().apply(square().apply(x)).sum().backward();
            }
          }
          return x.grad().toFloatArray();
        };
    try (var executor = Executors.newFixedThreadPool(4)) {
      for (var result : executor.invokeAll(List.of(task, task, task, task))) {
        // d/dx x^4, 500 times
        assertThat(result.get()).containsExactly(2000, 16000, 54000);
      }
    }
  }

  @Test
  void threadsMayShareARetainedGraph() throws Exception {
    Tensor x = leaf(1, 2);
    Tensor y = square().apply(x).sum();
    Callable<float[]> task =
        () -> {
          float[] last = new float[0];
          for (int i = 0; i < 200; i++) {
            try (var _ = Scope.open()) {
              last =
                  Autograd.grad(List.of(y), List.of(x), null, true, false, false)
                      .getFirst()
                      .toFloatArray();
            }
          }
          return last;
        };
    try (var executor = Executors.newFixedThreadPool(2)) {
      for (var result : executor.invokeAll(List.of(task, task))) {
        assertThat(result.get()).containsExactly(2, 4);
      }
    }
  }

  @Test
  void backwardOnAnotherThreadThanForward() throws Exception {
    Tensor x = leaf(5);
    Tensor y = square().apply(x);
    Thread thread = Thread.ofPlatform().start(y::backward);
    thread.join();
    assertThat(x.grad().item()).isEqualTo(10);
  }

  @Test
  void residentMemoryStaysFlatOverManyIterations() throws InterruptedException {
    Tensor x = Tensor.randn(16, 64).requiresGrad(true);
    Tensor y = Tensor.randn(16, 64).requiresGrad(true);
    Tensor ones = Tensor.ones(16, 64);
    for (int block = 0; block < 4; block++) {
      iterate(x, y, ones, SOAK / BLOCKS);
      System.gc();
    }
    long handles = liveHandles();
    long grown = grown(x, y, ones);
    // kernels of other tests may still be compiled meanwhile; a leak grows in every series
    for (int again = 0; again < 2 && grown >= MOST_GROWN; again++) {
      grown = grown(x, y, ones);
    }
    awaitTenants(0);
    assertThat(liveHandles()).isLessThanOrEqualTo(handles + 20);
    assertThat(grown).isLessThan(MOST_GROWN);
  }

  /// Bytes of resident memory from the first blocks of iterations to the last ones.
  private static long grown(Tensor x, Tensor y, Tensor ones) {
    long[] resident = new long[BLOCKS];
    for (int block = 0; block < BLOCKS; block++) {
      iterate(x, y, ones, SOAK / BLOCKS);
      // else the young generation of the Java heap grows into the measurement
      System.gc();
      resident[block] = Pointer.physicalBytes();
    }
    // the lowest of several, since compilers and allocators come and go with some ten megabytes
    long start = Arrays.stream(resident, 0, 3).min().orElseThrow();
    long end = Arrays.stream(resident, BLOCKS - 3, BLOCKS).min().orElseThrow();
    System.out.printf(
        "soak: %d iterations, resident %.0f MB at the start, %.0f MB at the end%n",
        SOAK, start / 1e6, end / 1e6);
    return end - start;
  }

  private static void iterate(Tensor x, Tensor y, Tensor ones, int iterations) {
    for (int i = 0; i < iterations; i++) {
      try (var _ = Scope.open()) {
        List<Tensor> out = Autograd.apply(new ProductAndSum(), List.of(x, y));
        // every third graph is never run backward
        if (i % 3 != 0) {
          out.getFirst().backward(ones);
          x.zeroGrad();
          y.zeroGrad();
        }
      }
    }
  }

  /// Native objects that Java still holds.
  private static long liveHandles() throws InterruptedException {
    for (int i = 0; i < 3; i++) {
      System.gc();
      Thread.sleep(50);
    }
    return Pointer.totalCount();
  }

  /// Graphs of other tests that were left to the garbage collector have to go first.
  private static void awaitTenants(int expected) throws InterruptedException {
    for (int i = 0; i < 100 && GraphLife.tenants() > expected; i++) {
      System.gc();
      Thread.sleep(20);
    }
    assertThat(GraphLife.tenants()).isEqualTo(expected);
  }
}
