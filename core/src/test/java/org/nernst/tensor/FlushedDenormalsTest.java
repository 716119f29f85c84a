package org.nernst.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FlushedDenormalsTest {
  private static final float TINY = 1e-40f;

  private static float doubled() {
    try (Scope _ = Scope.open()) {
      Tensor tiny = Tensor.of(new float[] {TINY, TINY});
      return (float) tiny.add(tiny).get(0);
    }
  }

  @Test
  void denormalsAreZeroWhileItIsOpenAndNotAfterwards() {
    assertThat(doubled()).isEqualTo(2 * TINY);
    float within;
    try (var _ = FlushedDenormals.open();
        Scope _ = Scope.open()) {
      Tensor tiny = Tensor.of(new float[] {TINY, TINY});
      within = (float) tiny.add(tiny).get(0);
    }
    assertThat(within).isZero();
    assertThat(doubled()).isEqualTo(2 * TINY);
  }
}
