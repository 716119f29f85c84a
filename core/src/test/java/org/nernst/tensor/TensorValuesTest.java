package org.nernst.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TensorValuesTest {

  @ParameterizedTest
  @EnumSource(
      value = DType.class,
      mode = EnumSource.Mode.EXCLUDE,
      names = {"FLOAT8_E8M0FNU", "COMPLEX64", "COMPLEX128"})
  void everyDtypeIsReadInRowMajorOrderOfAnyStrides(DType dtype) {
    boolean bool = dtype == DType.BOOL;
    Tensor x = Tensor.of(new long[] {0, 1, 2, 3, 4, 5}, 2, 3).to(dtype).t();
    double[] expected = bool ? new double[] {0, 1, 1, 1, 1, 1} : new double[] {0, 3, 1, 4, 2, 5};
    assertThat(x.isContiguous()).isFalse();
    assertThat(x.toDoubleArray()).isEqualTo(expected);
    assertThat(x.toFloatArray()).containsExactly(Tensor.of(expected).toFloatArray());
    assertThat(x.toLongArray()).containsExactly(Tensor.of(expected).toLongArray());
    assertThat(x.toIntArray()).containsExactly(Tensor.of(expected).toIntArray());
    assertThat(x.toBooleanArray()).containsExactly(false, true, true, true, true, true);
    assertThat(x.get(2, 1)).isEqualTo(bool ? 1 : 5);
    assertThat(x.get(-3, 0)).isZero();
    assertThat(x.select(0, 1).select(0, 1).item()).isEqualTo(bool ? 1 : 4);
  }

  @ParameterizedTest
  @EnumSource(
      value = DType.class,
      names = {"FLOAT16", "BFLOAT16"})
  void halfPrecisionIsReadExactly(DType dtype) {
    Tensor x = Tensor.of(new double[] {-1.5, 0.1, 3e-3, 200, Double.NaN}).to(dtype);
    assertThat(x.get(0)).isEqualTo(-1.5);
    for (int i = 0; i < 5; i++) {
      assertThat(x.get(i)).isEqualTo(Double.valueOf(x.toDoubleArray()[i]));
    }
  }

  @Test
  void int64IsExact() {
    long big = (1L << 62) + 1;
    Tensor x = Tensor.of(new long[] {big, -big});
    assertThat(x.toLongArray()).containsExactly(big, -big);
    assertThat(x.select(0, 0).itemLong()).isEqualTo(big);
    assertThat(x).hasToString("tensor([ %d, %d], shape=(2), dtype=int64)".formatted(big, -big));
  }

  @Test
  void expandedAndEmptyTensorsAreRead() {
    assertThat(Tensor.of(new float[] {7}).expand(3).toFloatArray()).containsExactly(7, 7, 7);
    assertThat(Tensor.zeros(0, 4).toFloatArray()).isEmpty();
    assertThat(Tensor.zeros(DType.BOOL, 0).toBooleanArray()).isEmpty();
  }

  @Test
  void valuesOfATensorWithGradientAreRead() {
    Tensor w = Tensor.of(new float[] {1, 2}).requiresGrad(true);
    assertThat(w.mul(2).toDoubleArray()).containsExactly(2, 4);
    assertThat(w.mul(2).sum().item()).isEqualTo(6);
  }

  @Test
  void itemWantsOneElement() {
    assertThat(Tensor.full(new long[] {1, 1}, 2.5).item()).isEqualTo(2.5);
    assertThat(Tensor.scalar(2.9).itemLong()).isEqualTo(2);
    assertThat(Tensor.scalar(0).itemBoolean()).isFalse();
    assertThat(Tensor.scalar(0.5).itemBoolean()).isTrue();
    assertThatThrownBy(() -> Tensor.zeros(2).item())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("item: expected a tensor of one element, got shape (2)");
  }

  @Test
  void getRefusesWrongIndices() {
    Tensor x = Tensor.zeros(2, 3);
    assertThatThrownBy(() -> x.get(1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("get: expected 2 indices for shape (2, 3), got 1");
    assertThatThrownBy(() -> x.get(1, 3))
        .isInstanceOf(IndexOutOfBoundsException.class)
        .hasMessage("get: expected indices inside shape (2, 3), got (1, 3)");
  }
}
