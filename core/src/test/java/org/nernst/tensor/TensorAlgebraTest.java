package org.nernst.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import org.junit.jupiter.api.Test;

class TensorAlgebraTest {

  @Test
  void matrixProductsAgreeWithTheNaiveLoop() {
    Random random = new Random(3);
    for (int round = 0; round < 20; round++) {
      int n = random.nextInt(1, 9);
      int k = random.nextInt(1, 9);
      int m = random.nextInt(1, 9);
      NaiveArray a = NaiveArray.random(random, n, k);
      NaiveArray b = NaiveArray.random(random, k, m);
      double[] expected = new double[n * m];
      for (int i = 0; i < n; i++) {
        for (int j = 0; j < m; j++) {
          for (int l = 0; l < k; l++) {
            expected[i * m + j] += a.at(i, l) * b.at(l, j);
          }
        }
      }
      // Quarters: the sums are exact.
      assertThat(a.tensor().matmul(b.tensor()).toDoubleArray()).isEqualTo(expected);
      assertThat(a.tensor().mm(b.tensor()).toDoubleArray()).isEqualTo(expected);
      assertThat(Tensor.einsum("ij,jk->ik", a.tensor(), b.tensor()).toDoubleArray())
          .isEqualTo(expected);
      assertThat(Tensor.zeros(DType.FLOAT64, m).addmm(a.tensor(), b.tensor()).toDoubleArray())
          .isEqualTo(expected);
      assertThat(a.tensor().unsqueeze(0).bmm(b.tensor().unsqueeze(0)).toDoubleArray())
          .isEqualTo(expected);
    }
  }

  @Test
  void vectorsAndBatchesFit() {
    Tensor v = Tensor.of(new double[] {1, 2});
    Tensor m = Tensor.of(new double[] {1, 2, 3, 4}, 2, 2);
    assertThat(m.mv(v).toDoubleArray()).containsExactly(5, 11);
    assertThat(v.matmul(m).toDoubleArray()).containsExactly(7, 10);
    assertThat(v.dot(v).item()).isEqualTo(5);
    assertThat(v.outer(v).toDoubleArray()).containsExactly(1, 2, 2, 4);
    assertThat(Tensor.zeros(5, 1, 2, 3).matmul(Tensor.zeros(4, 3, 2)).shape())
        .containsExactly(5, 4, 2, 2);
  }

  @Test
  void shapesThatDoNotFitAreNamed() {
    assertThatThrownBy(() -> Tensor.zeros(2, 3).matmul(Tensor.zeros(4, 5)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "matmul(float32 (2, 3), float32 (4, 5)): mat1 and mat2 shapes cannot be multiplied (2x3"
                + " and 4x5)");
    assertThatThrownBy(() -> Tensor.einsum("ij,jk", Tensor.zeros(2, 2)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("einsum ij,jk(float32 (2, 2)): ");
  }
}
