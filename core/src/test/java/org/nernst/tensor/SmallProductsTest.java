package org.nernst.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SmallProductsTest {
  @ParameterizedTest
  @CsvSource({
    "FLOAT32, 4, 512, 512",
    "FLOAT32, 8, 512, 5120",
    "FLOAT64, 4, 512, 600",
    "FLOAT32, 3, 33, 99",
    "FLOAT64, 1, 1, 1",
    "FLOAT32, 2, 2000, 2000"
  })
  void addTheProductOfMatrices(DType dtype, int rows, int width, int stride) {
    assumeTrue(SmallProducts.areFast(dtype, width), "OpenBLAS has no kernels for small products");
    Generator generator = new Generator(3);
    Tensor wide = Tensor.randn(generator, DType.FLOAT64, rows, stride).to(dtype);
    Tensor x = wide.narrow(1, 0, width);
    Tensor matrix = Tensor.randn(generator, DType.FLOAT64, width, width).to(dtype);
    Tensor to = Tensor.randn(generator, DType.FLOAT64, rows, width).to(dtype);
    Tensor expected =
        to.to(DType.FLOAT64).add(x.to(DType.FLOAT64).matmul(matrix.to(DType.FLOAT64)));
    int group = rows > 4 ? 8 : 4;
    SmallProducts.add(
        dtype, group, x.address(), stride, rows, matrix.address(), width, to.address());
    double tolerance = dtype == DType.FLOAT32 ? 1e-3 : 1e-11;
    assertThat(to.to(DType.FLOAT64).allClose(expected, tolerance, tolerance)).isTrue();
  }

  @Test
  void groupsOfRowsDependOnTheBatchAlone() {
    assertThat(SmallProducts.group(1)).isEqualTo(4);
    assertThat(SmallProducts.group(15)).isEqualTo(4);
    assertThat(SmallProducts.group(16)).isEqualTo(8);
  }

  @ParameterizedTest
  @CsvSource({"FLOAT32, 100000", "INT32, 8"})
  void areLeftToOthersWhereTheyWouldBeSlow(DType dtype, int width) {
    assertThat(SmallProducts.areFast(dtype, width)).isFalse();
  }
}
