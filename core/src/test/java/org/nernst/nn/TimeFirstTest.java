package org.nernst.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.nernst.nn.Nets.Sum;
import org.nernst.nn.Nets.Summing;
import org.nernst.nn.Nets.TimedLayer;
import org.nernst.tensor.Tensor;

class TimeFirstTest {
  private final Tensor x = Tensor.arange(24).toFloat().reshape(4, 3, 2);

  @Test
  void runsABatchFirstLayerOnTimeFirstInput() {
    Layer adapted = TimeFirst.of(new TimedLayer(TimeAxis.SECOND));
    assertThat(adapted.forward(x).equal(x.cumsum(0))).isTrue();
    assertThat(Timed.of(adapted)).isEqualTo(TimeAxis.FIRST);
    assertThat(((Timed) adapted).emitsSpikes()).isTrue();
    assertThat(adapted).hasToString("TimeFirst(\n  (module): TimedLayer()\n)");
  }

  @Test
  void carriesTheStateOfACell() {
    Cell<Sum> adapted = TimeFirst.of(new Summing());
    Step<Sum> step = adapted.forward(x);
    assertThat(step.output().shape()).containsExactly(4, 3, 2);
    assertThat(step.state().total().shape()).containsExactly(3, 4, 2);
    assertThat(adapted.initialState(x).total().shape()).containsExactly(3, 4, 2);
    assertThat(adapted.forward(x, step.state()).output().equal(x.mul(2))).isTrue();
  }

  @Test
  void refusesAModuleThatNeedsNoAdapter() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TimeFirst.of(new TimedLayer(TimeAxis.FIRST)))
        .withMessageContaining("has time axis FIRST already");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TimeFirst.of(new TimedLayer(TimeAxis.SECOND)).forward(Tensor.ones(3)))
        .withMessageContaining("expected a time and a batch axis, got shape (3)");
  }
}
