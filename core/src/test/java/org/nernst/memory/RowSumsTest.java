package org.nernst.memory;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nernst.tensor.DType;
import org.nernst.tensor.Generator;
import org.nernst.tensor.Nernst;
import org.nernst.tensor.Tensor;

class RowSumsTest {
  private final Generator generator = new Generator(8);

  @ParameterizedTest
  @CsvSource({"1, 1", "5, 300", "513, 1", "1024, 7", "5000, 130"})
  void areTheSumsOfEachColumn(int rows, int columns) {
    Tensor exact = Tensor.randn(generator, DType.FLOAT64, rows, columns);
    Tensor expected = exact.sum(0);
    assertThat(RowSums.of(exact).allClose(expected, 1e-12, 1e-11)).isTrue();
    Tensor sums = RowSums.of(exact.to(DType.FLOAT32));
    assertThat(sums.shape()).containsExactly(columns);
    assertThat(sums.to(DType.FLOAT64).allClose(expected, 1e-4, 1e-3)).isTrue();
  }

  @Test
  void rowsMayLieAnyhow() {
    Tensor matrix = Tensor.randn(generator, DType.FLOAT64, 40, 2000);
    assertThat(RowSums.of(matrix.t()).allClose(matrix.sum(1), 1e-12, 1e-11)).isTrue();
    Tensor one = Tensor.ones(DType.FLOAT64, 1, 3).expand(900, 3);
    assertThat(RowSums.of(one).toDoubleArray()).containsOnly(900);
  }

  @Test
  void anyNumberOfThreadsGivesTheSameBits() {
    Tensor matrix = Tensor.randn(generator, DType.FLOAT32, 3000, 77);
    int before = Nernst.threads();
    try {
      Nernst.threads(1);
      Tensor one = RowSums.of(matrix);
      Nernst.threads(3);
      assertThat(RowSums.of(matrix).equal(one)).isTrue();
    } finally {
      Nernst.threads(before);
    }
  }

  @Test
  void arraysAreAddedToOne() {
    Tensor arrays = Tensor.randn(generator, DType.FLOAT32, 5, 90, 60);
    Tensor to = Tensor.ones(90, 60);
    RowSums.add(arrays, to);
    assertThat(to.allClose(arrays.sum(0).add(1), 1e-5, 1e-5)).isTrue();
  }
}
