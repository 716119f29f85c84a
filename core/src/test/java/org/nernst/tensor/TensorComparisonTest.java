package org.nernst.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class TensorComparisonTest {
  private final Tensor a = Tensor.of(new float[] {1, 2, 3});
  private final Tensor b = Tensor.of(new float[] {3, 2, 1});

  private static boolean[] bools(boolean... values) {
    return values;
  }

  @Test
  void comparesTensorsAndNumbers() {
    assertThat(a.gt(b).toBooleanArray()).isEqualTo(bools(false, false, true));
    assertThat(a.ge(b).toBooleanArray()).isEqualTo(bools(false, true, true));
    assertThat(a.lt(b).toBooleanArray()).isEqualTo(bools(true, false, false));
    assertThat(a.le(b).toBooleanArray()).isEqualTo(bools(true, true, false));
    assertThat(a.eq(b).toBooleanArray()).isEqualTo(bools(false, true, false));
    assertThat(a.ne(b).toBooleanArray()).isEqualTo(bools(true, false, true));
    assertThat(a.gt(2.0).toBooleanArray()).isEqualTo(bools(false, false, true));
    assertThat(a.ge(2).toBooleanArray()).isEqualTo(bools(false, true, true));
    assertThat(a.lt(1e300).all().itemBoolean()).isTrue();
    assertThat(a.gt(2).dtype()).isEqualTo(DType.BOOL);
  }

  @Test
  void longsAreComparedExactly() {
    long big = (1L << 60) + 1;
    Tensor x = Tensor.of(new long[] {big});
    assertThat(x.eq(big).itemBoolean()).isTrue();
    assertThat(x.eq(big - 1).itemBoolean()).isFalse();
  }

  @Test
  void combinesTruthValues() {
    Tensor p = Tensor.of(new boolean[] {true, true, false, false});
    Tensor q = Tensor.of(new boolean[] {true, false, true, false});
    assertThat(p.logicalAnd(q).toBooleanArray()).isEqualTo(bools(true, false, false, false));
    assertThat(p.logicalOr(q).toBooleanArray()).isEqualTo(bools(true, true, true, false));
    assertThat(p.logicalXor(q).toBooleanArray()).isEqualTo(bools(false, true, true, false));
    assertThat(p.logicalNot().toBooleanArray()).isEqualTo(bools(false, false, true, true));
    assertThat(p.any().itemBoolean()).isTrue();
    assertThat(p.all().itemBoolean()).isFalse();
    assertThat(p.reshape(2, 2).all(1).toBooleanArray()).isEqualTo(bools(true, false));
    assertThat(p.reshape(2, 2).any(0).toBooleanArray()).isEqualTo(bools(true, true));
  }

  @Test
  void classifiesSpecialValues() {
    Tensor x = Tensor.of(new double[] {1, Double.NaN, Double.NEGATIVE_INFINITY});
    assertThat(x.isnan().toBooleanArray()).isEqualTo(bools(false, true, false));
    assertThat(x.isinf().toBooleanArray()).isEqualTo(bools(false, false, true));
    assertThat(x.isfinite().toBooleanArray()).isEqualTo(bools(true, false, false));
  }

  @Test
  void whereAndMasksChoose() {
    Tensor mask = a.ge(2);
    assertThat(Tensor.where(mask, a, b).toFloatArray()).containsExactly(3, 2, 3);
    assertThat(Tensor.where(mask, a, -1).toFloatArray()).containsExactly(-1, 2, 3);
    assertThat(Tensor.where(mask, 0.5, b).toFloatArray()).containsExactly(3, 0.5f, 0.5f);
    assertThat(a.maskedFill(mask, 9).toFloatArray()).containsExactly(1, 9, 9);
    assertThat(a.maskedSelect(mask).toFloatArray()).containsExactly(2, 3);
    assertThatThrownBy(() -> Tensor.where(mask, Tensor.zeros(2), b))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("where(bool (3), float32 (2), float32 (3)): ");
  }

  @Test
  void equalWantsShapeDtypeAndBits() {
    assertThat(a.equal(a.clone())).isTrue();
    assertThat(a.equal(b)).isFalse();
    assertThat(a.equal(a.toDouble())).isFalse();
    assertThat(a.equal(a.unsqueeze(0))).isFalse();
    assertThat(Tensor.scalar(Double.NaN).equal(Tensor.scalar(Double.NaN))).isFalse();
  }

  @Test
  void allCloseWeighsAgainstTheExpectedValue() {
    Tensor expected = Tensor.of(new double[] {100});
    assertThat(Tensor.of(new double[] {101}).allClose(expected, 0.01, 0)).isTrue();
    assertThat(Tensor.of(new double[] {101.1}).allClose(expected, 0.01, 0)).isFalse();
    assertThat(Tensor.of(new double[] {101.1}).allClose(expected, 0.01, 0.2)).isTrue();
    assertThat(a.allClose(a.toDouble(), 0, 0)).isTrue();
    assertThat(a.allClose(a.unsqueeze(0), 1, 1)).isFalse();
    Tensor nan = Tensor.scalar(Double.NaN);
    assertThat(nan.allClose(nan, 0, 0)).isFalse();
    assertThat(nan.allClose(nan, 0, 0, true)).isTrue();
  }
}
