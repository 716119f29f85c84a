package org.nernst.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.nernst.nn.TimeAxis;
import org.nernst.tensor.Generator;
import org.nernst.tensor.Tensor;

class ConstantCurrentTest {
  private final Tensor values = Tensor.of(new float[] {0, 0.5f, 1, 0.25f, 0.75f, 0}, 2, 3);

  @Test
  void isTheSameInEveryStep() {
    Tensor first = new ConstantCurrent(4, 2).encode(values, TimeAxis.FIRST, new Generator(0));
    assertThat(first.shape()).containsExactly(4, 2, 3);
    for (int t = 0; t < 4; t++) {
      assertThat(first.select(0, t).equal(values.mul(2))).isTrue();
    }
    Tensor second = new ConstantCurrent(4, 2).encode(values, TimeAxis.SECOND, new Generator(0));
    assertThat(second.equal(first.transpose(0, 1))).isTrue();
  }

  @Test
  void takesTheMemoryOfOneStep() {
    Tensor first = new ConstantCurrent(1000, 1).encode(values, TimeAxis.FIRST, new Generator(0));
    assertThat(first.strides()[0]).isZero();
    assertThat(first.sameStorage(values)).isTrue();
    Tensor second = new ConstantCurrent(1000, 3).encode(values, TimeAxis.SECOND, new Generator(0));
    assertThat(second.strides()[1]).isZero();
  }

  @Test
  void refusesBadValues() {
    assertThatThrownBy(() -> new ConstantCurrent(0, 1)).hasMessage("expected steps >= 1, got 0");
    assertThatThrownBy(() -> new ConstantCurrent(1, Double.NaN))
        .hasMessage("expected a finite gain, got NaN");
    ConstantCurrent encoder = new ConstantCurrent(2, 1);
    assertThatThrownBy(() -> encoder.encode(values, TimeAxis.NONE, new Generator(0)))
        .hasMessage("expected a time axis FIRST or SECOND, got NONE");
    assertThatThrownBy(() -> encoder.encode(Tensor.scalar(1), TimeAxis.FIRST, new Generator(0)))
        .hasMessage("expected values (batch, ...), got a scalar");
  }
}
