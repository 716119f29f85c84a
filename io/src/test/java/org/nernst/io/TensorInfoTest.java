package org.nernst.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.nernst.tensor.DType;

class TensorInfoTest {
  @Test
  void theSizeIsTheProductOfTheAxesAndTheDtype() {
    assertThat(new TensorInfo(DType.FLOAT64, List.of()).bytes()).isEqualTo(8);
    assertThat(new TensorInfo(DType.BFLOAT16, List.of(3L, 5L)).bytes()).isEqualTo(30);
    assertThat(new TensorInfo(DType.BFLOAT16, List.of(3L, 5L)).numel()).isEqualTo(15);
    assertThat(new TensorInfo(DType.INT8, List.of(3L, 0L)).numel()).isZero();
  }

  @Test
  void shapesThatCannotBeAreRefused() {
    assertThatThrownBy(() -> new TensorInfo(DType.INT8, List.of(-1L)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("expected axes of at least 0, got [-1]");
    assertThatThrownBy(() -> new TensorInfo(DType.INT8, List.of(0L, 1L << 32, 1L << 32)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("overflows");
    assertThatThrownBy(
            () -> new TensorInfo(DType.INT8, List.of(1L, 1L, 1L, 1L, 1L, 1L, 1L, 1L, 1L)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("expected at most 8 axes, got 9");
  }
}
