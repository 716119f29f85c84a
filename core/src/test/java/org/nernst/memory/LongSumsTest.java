package org.nernst.memory;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.nernst.tensor.DType;
import org.nernst.tensor.Gemm;
import org.nernst.tensor.Generator;
import org.nernst.tensor.Tensor;

class LongSumsTest {
  private final Generator generator = new Generator(3);

  @ParameterizedTest
  @CsvSource({
    "1, 1, 1",
    "5, 10, 128",
    "448, 10, 128",
    "449, 10, 128",
    "928, 10, 128",
    "1024, 10, 128",
    "1500, 10, 128",
    "3001, 10, 128",
    "3000, 3, 7",
    "700, 100, 200"
  })
  void haveTheBitsOfASingleProductOnOneThread(int inner, int rows, int columns) {
    Tensor a = random(DType.FLOAT32, inner, rows);
    Tensor b = random(DType.FLOAT32, inner, columns);
    try (var _ = Gemm.alone()) {
      assertThat(LongSums.multiply(a, b).toFloatArray())
          .containsExactly(a.t().matmul(b).toFloatArray());
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"FLOAT32", "FLOAT64"})
  void matricesMayLieAnyhow(DType dtype) {
    Tensor a = random(dtype, 10, 600).t();
    Tensor b = random(dtype, 600, 80).narrow(1, 3, 60);
    Tensor expected = a.to(DType.FLOAT64).t().matmul(b.to(DType.FLOAT64));
    assertThat(LongSums.multiply(a, b).to(DType.FLOAT64).allClose(expected, 1e-3, 1e-3)).isTrue();
  }

  @Test
  void nothingToSumGivesZeros() {
    Tensor sums = LongSums.multiply(Tensor.zeros(DType.FLOAT32, 0, 3), random(DType.FLOAT32, 0, 4));
    assertThat(sums.shape()).containsExactly(3, 4);
    assertThat(sums.toFloatArray()).containsOnly(0);
  }

  private Tensor random(DType dtype, long... shape) {
    return Tensor.randn(generator, dtype, shape);
  }
}
