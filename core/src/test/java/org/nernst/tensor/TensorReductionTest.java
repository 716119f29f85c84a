package org.nernst.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import org.junit.jupiter.api.Test;

class TensorReductionTest {
  private final Tensor x = Tensor.of(new double[] {3, 1, 2, 6, 5, 4}, 2, 3);

  @Test
  void sumsAndMeansOverDims() {
    assertThat(x.sum().item()).isEqualTo(21);
    assertThat(x.sum(0).toDoubleArray()).containsExactly(9, 6, 6);
    assertThat(x.sum(0, -1).item()).isEqualTo(21);
    assertThat(x.sum(new long[] {1}, true).shape()).containsExactly(2, 1);
    assertThat(x.mean().item()).isEqualTo(3.5);
    assertThat(x.mean(1).toDoubleArray()).containsExactly(2, 5);
    assertThat(x.mean(new long[] {0}, true).shape()).containsExactly(1, 3);
    assertThat(Tensor.ones(DType.BOOL, 5).sum().itemLong()).isEqualTo(5);
  }

  @Test
  void agreesWithTheNaiveLoopOverRandomDims() {
    Random random = new Random(13);
    for (int round = 0; round < 50; round++) {
      NaiveArray a = NaiveArray.random(random, 2, 3, 4);
      int dim = random.nextInt(3);
      long[] shape = {2, 3, 4};
      double[] expected = new double[24 / (int) shape[dim]];
      double[] largest = new double[expected.length];
      java.util.Arrays.fill(largest, Double.NEGATIVE_INFINITY);
      long inner = dim == 0 ? 12 : dim == 1 ? 4 : 1;
      for (int i = 0; i < 24; i++) {
        int out = (int) (i / (inner * shape[dim]) * inner + i % inner);
        expected[out] += a.data()[i];
        largest[out] = Math.max(largest[out], a.data()[i]);
      }
      assertThat(a.tensor().sum(dim).toDoubleArray()).isEqualTo(expected);
      assertThat(a.tensor().amax(dim).toDoubleArray()).isEqualTo(largest);
      assertThat(a.tensor().max(dim).values().toDoubleArray()).isEqualTo(largest);
      assertThat(a.tensor().neg().amin(dim).neg().toDoubleArray()).isEqualTo(largest);
    }
  }

  @Test
  void spreadIsUnbiasedUnlessAskedOtherwise() {
    assertThat(x.var().item()).isEqualTo(3.5);
    assertThat(x.std().item()).isEqualTo(Math.sqrt(3.5));
    assertThat(x.var(1, true).toDoubleArray()).containsExactly(1, 1);
    assertThat(x.var(1, false).get(0)).isEqualTo(2.0 / 3);
    assertThat(x.std(new long[] {0, 1}, false, true).shape()).containsExactly(1, 1);
  }

  @Test
  void extremesTellWhereTheyStand() {
    assertThat(x.max().item()).isEqualTo(6);
    assertThat(x.min().item()).isEqualTo(1);
    assertThat(x.max(1).values().toDoubleArray()).containsExactly(3, 6);
    assertThat(x.max(1).indices().toLongArray()).containsExactly(0, 0);
    assertThat(x.min(0).indices().toLongArray()).containsExactly(0, 0, 0);
    assertThat(x.argmax().itemLong()).isEqualTo(3);
    assertThat(x.argmax(1).toLongArray()).containsExactly(0, 0);
    assertThat(x.argmin(-1).toLongArray()).containsExactly(1, 2);
    assertThat(x.amax(new long[] {0}, true).shape()).containsExactly(1, 3);
    assertThat(x.amin().item()).isEqualTo(1);
  }

  @Test
  void ordersAlongADim() {
    assertThat(x.sort(1).values().toDoubleArray()).containsExactly(1, 2, 3, 4, 5, 6);
    assertThat(x.sort(1, true).indices().toLongArray()).containsExactly(0, 2, 1, 0, 1, 2);
    assertThat(Tensor.zeros(40).sort(0).indices().equal(Tensor.arange(40))).isTrue();
    assertThat(x.topk(2).values().toDoubleArray()).containsExactly(3, 2, 6, 5);
    assertThat(x.topk(1, 0).indices().toLongArray()).containsExactly(1, 1, 1);
  }

  @Test
  void accumulates() {
    assertThat(x.cumsum(1).toDoubleArray()).containsExactly(3, 4, 6, 6, 11, 15);
    assertThat(x.prod().item()).isEqualTo(720);
    assertThat(x.prod(1).toDoubleArray()).containsExactly(6, 120);
    assertThat(Tensor.of(new double[] {3, 4}).norm().item()).isEqualTo(5);
    assertThat(x.gt(3).countNonzero().itemLong()).isEqualTo(3);
    assertThat(Tensor.of(new double[] {1000, 1000}).logSumExp(0).item())
        .isEqualTo(1000 + Math.log(2));
  }

  @Test
  void aDimThatIsNotThereIsNamed() {
    assertThatThrownBy(() -> x.sum(2))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("sum(float64 (2, 3)): Dimension out of range");
    assertThatThrownBy(() -> x.max(5)).hasMessageStartingWith("max(float64 (2, 3)): ");
    assertThatThrownBy(() -> x.topk(4)).hasMessageStartingWith("topk(float64 (2, 3)): ");
  }
}
