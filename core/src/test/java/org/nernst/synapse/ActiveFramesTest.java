package org.nernst.synapse;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.nernst.tensor.DType;
import org.nernst.tensor.Tensor;

final class ActiveFramesTest {
  @Test
  void findsFramesWithASpikeAnywhere() {
    for (int last : new int[] {0, 1023, 1024, 1700}) {
      Tensor frames = Tensor.zeros(5, 1701);
      frames.narrow(0, 3, 1).narrow(1, last, 1).fillInPlace(-2);
      assertThat(ActiveFrames.of(frames)).as("%d", last).containsExactly(3);
    }
    assertThat(ActiveFrames.of(Tensor.zeros(DType.FLOAT64, 4, 2, 2))).isEmpty();
  }

  @Test
  void takesAllForActiveWhereItCannotLook() {
    assertThat(ActiveFrames.of(Tensor.zeros(DType.INT64, 3, 2))).containsExactly(0, 1, 2);
    assertThat(ActiveFrames.of(Tensor.zeros(2, 3).t())).containsExactly(0, 1, 2);
    assertThat(ActiveFrames.of(Tensor.zeros(2, 0))).containsExactly(0, 1);
  }
}
