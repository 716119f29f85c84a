package org.nernst.norse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.nernst.tensor.Tensor;

class LIFAdExFunctionalTest {
  private static final LIFAdExParameters P = new LIFAdExParameters();

  @Test
  void theFeedForwardStepIsThatOfTheCell() {
    Tensor x = Tensor.ones(2, 3);
    var cell = new LIFAdExCell();
    var fromCell = cell.forward(x, cell.forward(x).state());
    var first = LIFAdExFunctional.lifAdExFeedForwardStep(x, null, P, 0.001);
    var second = LIFAdExFunctional.lifAdExFeedForwardStep(x, first.state(), P, 0.001);
    assertThat(second.output().equal(fromCell.output())).isTrue();
    assertThat(second.state().v().equal(fromCell.state().v())).isTrue();
    assertThat(second.state().a().equal(fromCell.state().a())).isTrue();
  }

  @Test
  void withoutAStateItStartsAtRest() {
    var p = P.withVLeak(0.5).withDeltaT(1e-3).withAdaptationCurrent(0);
    var step = LIFAdExFunctional.lifAdExFeedForwardStep(Tensor.zeros(1), null, p, 0.001);
    assertThat(step.state().v().item()).isCloseTo(0.5, within(1e-7));
  }

  @Test
  void theRecurrentStepIsThatOfTheCell() {
    Tensor x = Tensor.ones(2, 3);
    var cell = LIFAdExRecurrentCell.builder(3, 4).autapses(true).build();
    var fromCell = cell.forward(x);
    var step =
        LIFAdExFunctional.lifAdExStep(
            x, null, cell.inputWeights(), cell.recurrentWeights(), P, 0.001);
    assertThat(step.state().v().equal(fromCell.state().v())).isTrue();
    assertThat(step.state().i().equal(fromCell.state().i())).isTrue();
  }

  @Test
  void theCurrentEncoderFollowsTheEquations() {
    double v = 0;
    double a = 0;
    Tensor voltage = Tensor.zeros(1);
    Tensor adaptation = Tensor.zeros(1);
    int spikes = 0;
    for (int k = 0; k < 50; k++) {
      var step =
          LIFAdExFunctional.lifAdExCurrentEncoder(
              Tensor.ones(1).mul(3), voltage, adaptation, P, 0.001);
      voltage = step.state().v();
      adaptation = step.state().a();
      double vDecayed = v + 0.1 * (-v + 0.5 * Math.exp((v - 1) / 0.5) + 3 - a);
      double aDecayed = a + 0.002 * (4 * v - a);
      boolean spike = vDecayed > 1;
      v = spike ? 0 : vDecayed;
      a = aDecayed + (spike ? 0.02 : 0);
      spikes += spike ? 1 : 0;
      assertThat(step.output().item()).isEqualTo(spike ? 1 : 0);
      assertThat(voltage.item()).isCloseTo(v, within(1e-5));
      assertThat(adaptation.item()).isCloseTo(a, within(1e-5));
    }
    assertThat(spikes).isGreaterThan(5);
  }

  @Test
  void upstreamsCurrentEncoderDiverges() {
    double[] expected = {0.854, -0.756, 3.84, -7.76, 22.5, -55.7, 111, -311, 622, -1740};
    Tensor voltage = Tensor.zeros(1);
    Tensor adaptation = Tensor.zeros(1);
    for (int k = 0; k < expected.length; k++) {
      var step =
          LIFAdExFunctional.lifAdExCurrentEncoder(
              Tensor.ones(1), voltage, adaptation, P, 0.001, Numbers.UPSTREAM);
      voltage = step.state().v();
      adaptation = step.state().a();
      assertThat(adaptation.item()).isCloseTo(expected[k], within(0.006 * Math.abs(expected[k])));
    }
    assertThat(voltage.item()).isCloseTo(-62, within(1.0));
  }

  @Test
  void refusesAnUnstableStep() {
    assertThatThrownBy(
            () -> LIFAdExFunctional.lifAdExFeedForwardStep(Tensor.ones(1), null, P, 0.02))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("dt * tau_syn_inv: expected < 2");
    assertThatThrownBy(() -> LIFAdExFunctional.lifAdExFeedForwardStep(Tensor.ones(1), null, P, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("dt: expected a finite number > 0, got 0.0");
  }
}
