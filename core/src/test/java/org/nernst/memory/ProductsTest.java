package org.nernst.memory;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nernst.tensor.BlasInfo;
import org.nernst.tensor.DType;
import org.nernst.tensor.Generator;
import org.nernst.tensor.Nernst;
import org.nernst.tensor.Tensor;

class ProductsTest {
  private final Generator generator = new Generator(5);

  @ParameterizedTest
  @CsvSource({
    "1, 1, 1",
    "3, 5, 7",
    "128, 256, 784",
    "2000, 10, 256",
    "10, 256, 2000",
    "17, 1000, 600",
    "1000, 17, 600",
    "1, 300, 40",
    "300, 1, 40",
    "513, 515, 32",
    "64, 80, 5000"
  })
  void areThoseOfLibtorchHoweverTheMatricesLie(int rows, int columns, int inner) {
    for (DType dtype : new DType[] {DType.FLOAT32, DType.FLOAT64}) {
      double tolerance = dtype == DType.FLOAT32 ? 2e-3 : 1e-10;
      Tensor a = random(dtype, rows, inner);
      Tensor b = random(dtype, inner, columns);
      Tensor expected = a.to(DType.FLOAT64).matmul(b.to(DType.FLOAT64));
      for (Tensor left : forms(a)) {
        for (Tensor right : forms(b)) {
          Tensor product = Products.multiply(left, right);
          assertThat(product.isContiguous()).isTrue();
          assertThat(product.to(DType.FLOAT64).allClose(expected, tolerance, tolerance)).isTrue();
        }
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"128, 256, 784", "2000, 10, 256", "17, 1000, 600", "3, 2, 1", "90, 70, 4000"})
  void linearMapsAddTheBiasToEachRow(int rows, int out, int in) {
    Tensor x = random(DType.FLOAT64, rows, in);
    Tensor w = random(DType.FLOAT64, out, in);
    Tensor bias = random(DType.FLOAT64, out);
    Tensor product = x.matmul(w.t());
    assertThat(Products.linear(x, w, bias).allClose(product.add(bias), 1e-10, 1e-10)).isTrue();
    assertThat(Products.linear(x, w, null).allClose(product, 1e-10, 1e-10)).isTrue();
  }

  @ParameterizedTest
  @CsvSource({"700, 400, 300", "300, 1200, 200", "100, 130, 3000"})
  void anyNumberOfThreadsGivesTheSameBits(int rows, int columns, int inner) {
    Tensor a = random(DType.FLOAT32, rows, inner);
    Tensor b = random(DType.FLOAT32, inner, columns);
    int before = Nernst.threads();
    try {
      Nernst.threads(1);
      Tensor one = Products.multiply(a, b);
      Nernst.threads(3);
      assertThat(Products.multiply(a, b).equal(one)).isTrue();
    } finally {
      Nernst.threads(before);
    }
  }

  @Test
  void leaveLibtorchsProductsTheirThreads() {
    int threads = BlasInfo.detect().threads();
    Products.multiply(random(DType.FLOAT32, 300, 300), random(DType.FLOAT32, 300, 300));
    assertThat(BlasInfo.detect().threads()).isEqualTo(threads);
  }

  @Test
  void otherDtypesAreLeftToLibtorch() {
    Tensor a = Tensor.ones(DType.BFLOAT16, 2, 3);
    assertThat(Products.areOurs(a, a.t())).isFalse();
    assertThat(Products.multiply(a, a.t()).toDouble().toDoubleArray()).containsOnly(3);
    assertThat(Products.multiply(Tensor.ones(2, 0), Tensor.ones(0, 3)).toFloatArray())
        .containsOnly(0);
  }

  private Tensor random(DType dtype, long... shape) {
    return Tensor.randn(generator, DType.FLOAT64, shape).to(dtype);
  }

  /// The matrix dense, transposed, within wider lines, and with gaps between all numbers.
  private static Tensor[] forms(Tensor matrix) {
    long rows = matrix.size(0);
    long columns = matrix.size(1);
    Tensor wide = Tensor.zeros(matrix.dtype(), rows, columns + 3);
    wide.narrow(1, 1, columns).copyFrom(matrix);
    Tensor gaps = Tensor.zeros(matrix.dtype(), rows, columns, 2);
    gaps.select(2, 1).copyFrom(matrix);
    return new Tensor[] {
      matrix, matrix.t().contiguous().t(), wide.narrow(1, 1, columns), gaps.select(2, 1)
    };
  }
}
