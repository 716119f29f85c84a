package org.nernst.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SmallProductsTest {
  @ParameterizedTest
  @CsvSource({
    "FLOAT32, 4, 512",
    "FLOAT64, 4, 512",
    "FLOAT32, 3, 33",
    "FLOAT64, 1, 1",
    "FLOAT32, 2, 2000"
  })
  void addTheProductOfMatrices(DType dtype, int rows, int width) {
    assumeTrue(SmallProducts.areFast(dtype, width), "OpenBLAS has no kernels for small products");
    Generator generator = new Generator(3);
    Tensor x = Tensor.randn(generator, DType.FLOAT64, rows, width).to(dtype);
    Tensor matrix = Tensor.randn(generator, DType.FLOAT64, width, width).to(dtype);
    Tensor to = Tensor.randn(generator, DType.FLOAT64, rows, width).to(dtype);
    Tensor expected =
        to.to(DType.FLOAT64).add(x.to(DType.FLOAT64).matmul(matrix.to(DType.FLOAT64)));
    SmallProducts.add(dtype, x.address(), rows, matrix.address(), width, to.address());
    double tolerance = dtype == DType.FLOAT32 ? 1e-3 : 1e-11;
    assertThat(to.to(DType.FLOAT64).allClose(expected, tolerance, tolerance)).isTrue();
  }

  @ParameterizedTest
  @CsvSource({"FLOAT32, 100000", "INT32, 8"})
  void areLeftToOthersWhereTheyWouldBeSlow(DType dtype, int width) {
    assertThat(SmallProducts.areFast(dtype, width)).isFalse();
  }
}
