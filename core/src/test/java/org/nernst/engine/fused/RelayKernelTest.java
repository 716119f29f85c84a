package org.nernst.engine.fused;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.lang.ref.Reference;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.nernst.neuron.Expr;
import org.nernst.neuron.Gradients;
import org.nernst.tensor.DType;
import org.nernst.tensor.Generator;
import org.nernst.tensor.Tensor;

/// Kernels that change from single neurons to vectors while they are in use.
final class RelayKernelTest {
  private static final int WIDTH = 37;
  private static final int STEPS = 21;
  private static final long PATIENCE_NANOS = 60_000_000_000L;

  private static KernelGraph graph(DType dtype, double factor) {
    Expr x = Gradients.arriving("x");
    Expr v = Gradients.arriving("v");
    Expr next = v.times(factor).plus(x.exp()).minus(x.times(v).tanh());
    return new KernelGraph(dtype, List.of(x, v), List.of(next, next.gt(x).times(next)));
  }

  /// The sequence of what is stored second, with the state, stored first, in its place.
  private static Tensor run(ReadyKernel kernel, Tensor x) {
    Tensor v = Tensor.zeros(x.dtype(), WIDTH);
    Tensor out = Tensor.zeros(x.dtype(), STEPS, WIDTH);
    long row = (long) WIDTH * x.dtype().byteSize();
    long[] slots = {x.address(), row, v.address(), 0, v.address(), 0, out.address(), row};
    try {
      kernel.run(slots, WIDTH, STEPS);
    } finally {
      // the collector would free them under the kernel
      Reference.reachabilityFence(List.of(x, v));
    }
    return out;
  }

  private static Tensor input(DType dtype) {
    return Tensor.randn(new Generator(7), DType.FLOAT64, STEPS, WIDTH).to(dtype);
  }

  @Test
  void theBitsStayWhenVectorsTakeOver() {
    for (DType dtype : List.of(DType.FLOAT32, DType.FLOAT64)) {
      KernelGraph graph = graph(dtype, 0.625);
      Tensor x = input(dtype);
      Tensor expected = run(Kernels.VECTOR.bound(graph, new double[0]), x);
      RelayKernel relay = relay(graph);
      assertThat(relay.isVector()).isFalse();
      long end = System.nanoTime() + PATIENCE_NANOS;
      while (!relay.isVector()) {
        assertThat(run(relay, x).equal(expected)).isTrue();
        assertThat(System.nanoTime()).as("the kernel of vectors was compiled").isLessThan(end);
      }
      assertThat(run(relay, x).equal(expected)).isTrue();
    }
  }

  @Test
  void vectorsAreObjectsUntilTheyAreCompiled() {
    KernelGraph graph = graph(DType.FLOAT32, 0.875);
    Tensor x = input(DType.FLOAT32);
    BoundKernel vectors = Kernels.VECTOR.bound(graph, new double[0]);
    long cold = allocated(vectors, x);
    vectors.warm(PATIENCE_NANOS);
    assertThat(allocated(vectors, x)).isLessThan(cold / 4);
  }

  private static long allocated(ReadyKernel kernel, Tensor x) {
    var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    run(kernel, x);
    return threads.getCurrentThreadAllocatedBytes() - before;
  }

  @Test
  void warmingUpEndsTheWait() {
    KernelGraph graph = graph(DType.FLOAT32, 0.375);
    relay(graph).warm(PATIENCE_NANOS);
    assertThat(relay(graph).isVector()).isTrue();
  }

  private static RelayKernel relay(KernelGraph graph) {
    return (RelayKernel) Kernels.SCALAR_FIRST.ready(graph, new double[0]);
  }

  @Test
  void shortCallsLeaveTheAddressesAsTheyWere() {
    Tensor x = input(DType.FLOAT32);
    Tensor v = Tensor.zeros(DType.FLOAT32, WIDTH);
    Tensor out = Tensor.zeros(DType.FLOAT32, STEPS, WIDTH);
    long row = WIDTH * 4L;
    long[] slots = {x.address(), row, v.address(), 0, v.address(), 0, out.address(), row};
    long[] before = slots.clone();
    try {
      Kernels.SCALAR.bound(graph(DType.FLOAT32, 0.25), new double[0]).run(slots, WIDTH, STEPS);
    } finally {
      Reference.reachabilityFence(List.of(x, v, out));
    }
    assertThat(slots).isEqualTo(before);
  }
}
