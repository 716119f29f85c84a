package org.nernst.engine.fused;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.nernst.neuron.Expr;
import org.nernst.tensor.DType;
import org.nernst.tensor.Tensor;

final class KernelsTest {
  private static final Expr X = Expr.param("x");
  private static final Expr Y = Expr.param("y");

  private static KernelGraph graph(DType dtype, double factor) {
    return new KernelGraph(dtype, List.of(X, Y), List.of(X.times(factor).plus(Y)));
  }

  @Test
  void equalGraphsShareAKernel() {
    Kernel kernel = Kernels.SCALAR.of(graph(DType.FLOAT32, 2));
    assertThat(Kernels.SCALAR.of(graph(DType.FLOAT32, 2))).isSameAs(kernel);
    assertThat(Kernels.SCALAR.of(graph(DType.FLOAT32, 3))).isNotSameAs(kernel);
    assertThat(Kernels.SCALAR.of(graph(DType.FLOAT64, 2))).isNotSameAs(kernel);
    assertThat(Kernels.VECTOR.of(graph(DType.FLOAT32, 2))).isNotSameAs(kernel);
  }

  @Test
  void thisJvmHasVectors() {
    assertThat(Kernels.forThisJvm()).isSameAs(Kernels.SCALAR_FIRST);
  }

  @Test
  void theTailTouchesOnlyItsLanes() {
    for (Kernels kernels : List.of(Kernels.VECTOR, Kernels.SCALAR)) {
      KernelGraph graph = graph(DType.FLOAT64, 2);
      int lanes = kernels.emitter(DType.FLOAT64).lanes();
      for (int count = 1; count < lanes; count++) {
        Tensor x = Tensor.ones(DType.FLOAT64, 16);
        Tensor out = Tensor.zeros(DType.FLOAT64, 16);
        long[] slots = {x.address(), 0, x.address(), 0, out.address(), 0};
        kernels.bound(graph, new double[0]).run(slots, count, 1);
        assertThat(out.sum().item()).isEqualTo(3.0 * count);
        assertThat(out.get(count)).isZero();
      }
    }
  }
}
