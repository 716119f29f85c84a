package org.nernst.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class ShapesTest {

  @Test
  void textsAndCounts() {
    assertThat(Tensor.shapeText(2, 3)).isEqualTo("(2, 3)");
    assertThat(Shapes.text()).isEqualTo("()");
    assertThat(Shapes.numel()).isEqualTo(1);
    assertThat(Shapes.numel(2, 0, 5)).isZero();
    assertThatThrownBy(() -> Shapes.numel(1L << 40, 1L << 40))
        .isInstanceOf(ArithmeticException.class);
  }

  @Test
  void dimsCountFromBothEnds() {
    assertThat(Shapes.dim("dim", -1, 3)).isEqualTo(2);
    assertThat(Shapes.dim("dim", 0, 0)).isZero();
    assertThatThrownBy(() -> Shapes.dim("axis", 2, 2)).hasMessage("expected axis in -2..1, got 2");
  }
}
