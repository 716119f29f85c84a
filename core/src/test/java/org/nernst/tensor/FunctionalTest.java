package org.nernst.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class FunctionalTest {

  @Test
  void linearIsTheAffineMap() {
    Tensor x = Tensor.of(new double[] {1, 2}, 1, 2);
    Tensor w = Tensor.of(new double[] {1, 0, 3, 4, -1, 1}, 3, 2);
    assertThat(Functional.linear(x, w, null).toDoubleArray()).containsExactly(1, 11, 1);
    Tensor bias = Tensor.of(new double[] {10, 20, 30});
    assertThat(Functional.linear(x, w, bias).toDoubleArray()).containsExactly(11, 31, 31);
    assertThat(Functional.linear(Tensor.zeros(DType.FLOAT64, 5, 4, 2), w, bias).shape())
        .containsExactly(5, 4, 3);
    assertThatThrownBy(() -> Functional.linear(Tensor.zeros(2, 3), Tensor.zeros(4, 5), null))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("linear(float32 (2, 3), float32 (4, 5)): ");
  }

  @Test
  void softmaxSumsToOneAndDoesNotOverflow() {
    Tensor x = Tensor.of(new double[] {1000, 1001, 1002, 0, 0, 0}, 2, 3);
    Tensor p = Functional.softmax(x, 1);
    assertThat(p.sum(1).allClose(Tensor.ones(2), 1e-15, 0)).isTrue();
    assertThat(p.get(0, 2)).isCloseTo(1 / (1 + Math.exp(-1) + Math.exp(-2)), within(1e-15));
    assertThat(Functional.logSoftmax(x, 1).exp().allClose(p, 1e-14, 0)).isTrue();
    assertThat(Functional.softmax(x, 0).get(0, 0)).isEqualTo(1);
  }

  @Test
  void dropoutDropsScalesAndKeepsTheExpectation() {
    Tensor x = Tensor.ones(100, 1000);
    Tensor y = Functional.dropout(x, 0.25, true, new Generator(1));
    assertThat(y.eq(0).toFloat().mean().item()).isCloseTo(0.25, within(0.01));
    assertThat(y.mean().item()).isCloseTo(1, within(0.02));
    assertThat(y.max().item()).isCloseTo(4.0 / 3, within(1e-6));
    assertThat(Functional.dropout(x, 0.25, false)).isSameAs(x);
    assertThat(Functional.dropout(x, 0, true)).isSameAs(x);
    assertThat(Functional.dropout(x, 1, true).sum().item()).isZero();
    assertThatThrownBy(() -> Functional.dropout(x, 1.5, true))
        .hasMessage("dropout: expected a probability in [0, 1], got 1.5");
  }

  @Test
  void dropoutDrawsAnewEachTimeAndFollowsTheSeed() {
    Tensor x = Tensor.ones(1000);
    Nernst.seed(1);
    Tensor a = Functional.dropout(x, 0.5, true);
    Tensor b = Functional.dropout(x, 0.5, true);
    Nernst.seed(1);
    assertThat(a.equal(b)).isFalse();
    assertThat(Functional.dropout(x, 0.5, true).equal(a)).isTrue();
  }

  @Test
  void dropoutsGradientIsItsMask() {
    Tensor x = Tensor.ones(64).requiresGrad(true);
    Tensor y = Functional.dropout(x, 0.5, true, new Generator(4));
    y.sum().backward();
    assertThat(x.grad().equal(y.detach())).isTrue();
  }

  @Test
  void tablesAndOneHotCodesLookUp() {
    Tensor table = Tensor.arange(6).toFloat().reshape(3, 2);
    Tensor index = Tensor.of(new long[] {2, 0});
    assertThat(Functional.embedding(index, table).toFloatArray()).containsExactly(4, 5, 0, 1);
    assertThat(Functional.oneHot(index, 3).toLongArray()).containsExactly(0, 0, 1, 1, 0, 0);
    assertThatThrownBy(() -> Functional.oneHot(index, 2))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("oneHot(int64 (2)): ");
  }

  @Test
  void padsFromTheLastDimOn() {
    Tensor x = Tensor.ones(1, 2);
    assertThat(Functional.pad(x, new long[] {1, 0}, 5).toFloatArray()).containsExactly(5, 1, 1);
    assertThat(Functional.pad(x, new long[] {0, 0, 0, 1}, 0).shape()).containsExactly(2, 2);
    assertThat(Functional.pad(x, new long[] {-1, 0}, 0).shape()).containsExactly(1, 1);
  }
}
