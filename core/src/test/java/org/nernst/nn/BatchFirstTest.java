package org.nernst.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.nernst.nn.Nets.Sum;
import org.nernst.nn.Nets.Summing;
import org.nernst.nn.Nets.TimedLayer;
import org.nernst.tensor.Tensor;

class BatchFirstTest {
  private final Tensor x = Tensor.arange(24).toFloat().reshape(3, 4, 2);

  @Test
  void runsATimeFirstModuleOnBatchFirstInput() {
    Layer adapted = BatchFirst.of(new TimedLayer(TimeAxis.FIRST));
    assertThat(adapted.forward(x).equal(x.cumsum(1))).isTrue();
    assertThat(Timed.of(adapted)).isEqualTo(TimeAxis.SECOND);
    Cell<Sum> cell = BatchFirst.of(new Summing());
    assertThat(cell.forward(x).output().equal(x)).isTrue();
    assertThat(((Timed) cell).emitsSpikes()).isFalse();
  }

  @Test
  void fitsIntoABatchFirstNetwork() {
    Sequential net =
        new Sequential(
            new TimedLayer(TimeAxis.SECOND), BatchFirst.of(new TimedLayer(TimeAxis.FIRST)));
    assertThat(net.forward(x).output().equal(x.cumsum(1).cumsum(1))).isTrue();
  }

  @Test
  void refusesAModuleThatNeedsNoAdapter() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> BatchFirst.of(new TimedLayer(TimeAxis.SECOND)));
  }
}
