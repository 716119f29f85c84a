package org.nernst.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DTypeTest {

  @ParameterizedTest
  @EnumSource(DType.class)
  void agreesWithLibtorch(DType dtype) {
    Tensor t = Tensor.zeros(dtype, 3);
    assertThat(t.dtype()).isEqualTo(dtype);
    assertThat(t.torch().element_size()).isEqualTo(dtype.byteSize());
    assertThat(t.torch().is_floating_point()).isEqualTo(dtype.isFloating());
    assertThat(DType.parse(dtype.toString())).isEqualTo(dtype);
    assertThat(DType.parse("torch." + dtype)).isEqualTo(dtype);
  }

  @Test
  void promotesAsPyTorch() {
    assertThat(DType.INT64.promote(DType.FLOAT16)).isEqualTo(DType.FLOAT16);
    assertThat(DType.FLOAT16.promote(DType.BFLOAT16)).isEqualTo(DType.FLOAT32);
    assertThat(DType.UINT8.promote(DType.INT8)).isEqualTo(DType.INT16);
    assertThat(DType.BOOL.promote(DType.BOOL)).isEqualTo(DType.BOOL);
  }

  @Test
  void unknownNamesAreRefused() {
    assertThatThrownBy(() -> DType.parse("float33"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("expected a dtype such as float32 or int64, got float33");
  }
}
