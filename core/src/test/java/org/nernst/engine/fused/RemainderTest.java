package org.nernst.engine.fused;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nernst.neuron.Expr;
import org.nernst.neuron.Gradients;
import org.nernst.tensor.DType;
import org.nernst.tensor.Tensor;

/// Neurons that fill no whole vector, over many steps.
class RemainderTest {
  private static final int STEPS = 37;
  private static final int GUARD = 8;

  private static ReadyKernel sum(Kernels kernels) {
    Expr x = Gradients.arriving("x");
    Expr before = Gradients.arriving("before");
    Expr unread = Gradients.arriving("unread");
    KernelGraph graph =
        new KernelGraph(DType.FLOAT32, List.of(x, unread, before), List.of(x.plus(before)));
    return kernels.bound(graph, new double[0]);
  }

  private static Tensor ones(int width) {
    return Tensor.ones(STEPS, width + GUARD);
  }

  /// A sum that stays in its place is handed on from step to step; one slot has no valid address.
  @ParameterizedTest
  @ValueSource(ints = {1, 3, 15, 17, 31})
  void aStateStaysInItsPlace(int width) {
    Tensor x = ones(width);
    Tensor state = Tensor.zeros(width + GUARD);
    long row = (width + GUARD) * 4L;
    sum(Kernels.VECTOR)
        .run(
            new long[] {x.address(), row, 8, 0, state.address(), 0, state.address(), 0},
            width,
            STEPS);
    assertThat(state.narrow(0, 0, width).toFloatArray()).containsOnly(STEPS);
    assertThat(state.narrow(0, width, GUARD).toFloatArray()).containsOnly(0);
  }

  /// A sum whose every step lies in a row of its own, which the next step reads.
  @ParameterizedTest
  @ValueSource(ints = {1, 3, 15, 17, 31})
  void aRowIsHandedOn(int width) {
    Tensor x = ones(width);
    Tensor sums = Tensor.zeros(STEPS + 1, width + GUARD);
    long row = (width + GUARD) * 4L;
    long[] slots = {
      x.address(), row, 8, 0, sums.address(), row, sums.address() + row, row,
    };
    sum(Kernels.VECTOR).run(slots, width, STEPS);
    for (int t = 0; t <= STEPS; t++) {
      Tensor own = sums.select(0, t);
      assertThat(own.narrow(0, 0, width).toFloatArray()).containsOnly(t);
      assertThat(own.narrow(0, width, GUARD).toFloatArray()).containsOnly(0);
    }
  }

  /// Backward in time: rows come with falling addresses.
  @ParameterizedTest
  @ValueSource(ints = {1, 15, 33})
  void rowsMayLieTheOtherWayRound(int width) {
    Tensor x =
        Tensor.arange(0, STEPS, 1, DType.FLOAT32).view(STEPS, 1).expand(STEPS, width + GUARD);
    Tensor dense = x.contiguous();
    Tensor state = Tensor.zeros(width);
    Tensor out = Tensor.zeros(STEPS, width + GUARD);
    long row = (width + GUARD) * 4L;
    long last = (STEPS - 1) * row;
    sum(Kernels.VECTOR)
        .run(
            new long[] {
              dense.address() + last, -row, 8, 0, state.address(), 0, out.address() + last, -row
            },
            width,
            STEPS);
    assertThat(out.narrow(1, 0, width).equal(dense.narrow(1, 0, width))).isTrue();
    assertThat(out.narrow(1, width, GUARD).abs().max().item()).isZero();
  }
}
