package org.nernst.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class TensorInPlaceTest {
  private final Tensor x = Tensor.of(new float[] {1, 2, 3});
  private final Tensor y = Tensor.of(new float[] {10, 20, 30});

  @Test
  void arithmeticChangesTheTensorItself() {
    assertThat(x.addInPlace(y)).isSameAs(x);
    assertThat(x.toFloatArray()).containsExactly(11, 22, 33);
    assertThat(x.subInPlace(y).mulInPlace(y).divInPlace(10.0).toFloatArray())
        .containsExactly(1, 4, 9);
    assertThat(x.addInPlace(1.0).subInPlace(2.0).mulInPlace(3.0).divInPlace(y).toFloatArray())
        .containsExactly(0, 9 / 20f, 24 / 30f);
    assertThat(x.zeroInPlace().addInPlace(y, 0.5).toFloatArray()).containsExactly(5, 10, 15);
  }

  @Test
  void fusedFormsAgreeWithTheirFormulas() {
    assertThat(x.addcmulInPlace(y, y, 0.25).toFloatArray()).containsExactly(26, 102, 228);
    assertThat(x.addcdivInPlace(y, y, 1).toFloatArray()).containsExactly(27, 103, 229);
    assertThat(x.lerpInPlace(y, 0.5).get(0)).isEqualTo(18.5);
  }

  @Test
  void valuesAreSetCopiedAndLimited() {
    assertThat(x.clampInPlace(1.5, 2.5).toFloatArray()).containsExactly(1.5f, 2, 2.5f);
    assertThat(x.maskedFillInPlace(x.gt(2), 0).toFloatArray()).containsExactly(1.5f, 2, 0);
    assertThat(x.copyFrom(Tensor.of(new long[] {4})).toFloatArray()).containsExactly(4, 4, 4);
    assertThat(x.fillInPlace(-1).sum().item()).isEqualTo(-3);
    assertThat(Tensor.ones(2, 2).setDiagonal(0).toFloatArray()).containsExactly(0, 1, 1, 0);
  }

  @Test
  void viewsWriteThrough() {
    Tensor square = Tensor.zeros(2, 2);
    square.select(1, 0).fillInPlace(3);
    assertThat(square.toFloatArray()).containsExactly(3, 0, 3, 0);
  }

  @Test
  void randomFillsRespectStridesVersionAndGradientRules() {
    Tensor base = Tensor.zeros(4, 100);
    Tensor half = base.narrow(1, 0, 50);
    long version = base.version();
    half.uniformInPlace(2, 3, new Generator(1));
    assertThat(base.version()).isGreaterThan(version);
    assertThat(half.ge(2).logicalAnd(half.lt(3)).all().itemBoolean()).isTrue();
    assertThat(base.narrow(1, 50, 50).sum().item()).isZero();
    half.normalInPlace(100, 0.1, new Generator(1));
    assertThat(half.mean().item()).isBetween(99.9, 100.1);
    half.bernoulliInPlace(0.5, new Generator(1));
    assertThat(half.sum().item()).isBetween(60.0, 140.0);
    Nernst.seed(5);
    double[] first = half.uniformInPlace(0, 1).toDoubleArray();
    Nernst.seed(5);
    assertThat(half.uniformInPlace(0, 1).toDoubleArray()).isEqualTo(first);
    assertThatThrownBy(() -> x.requiresGrad(true).uniformInPlace(0, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("leaf Variable that requires grad");
  }

  @Test
  void aResultThatDoesNotFitIsRefused() {
    assertThatThrownBy(() -> x.addInPlace(Tensor.zeros(2, 3)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("addInPlace(float32 (3), float32 (2, 3)): ");
    assertThatThrownBy(() -> Tensor.zeros(DType.INT64, 2).addInPlace(0.5))
        .hasMessageContaining("can't be cast");
  }
}
