package org.nernst.norse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.nernst.tensor.Tensor;

class LIFFunctionalTest {
  private static final LIFParameters P = new LIFParameters();

  @Test
  void followsUpstreamsTrace() {
    double[] expected = {0.1, 0.27, 0.487, 0.7335, 0.9963, 0.0, 0.3951, 0.7717, 0.0};
    LIFFeedForwardState state = null;
    int spikes = 0;
    for (double v : expected) {
      var step = LIFFunctional.lifFeedForwardStep(Tensor.ones(1), state, P, 0.001);
      state = step.state();
      spikes += (int) step.output().item();
      assertThat(state.v().item()).isCloseTo(v, within(1e-4));
    }
    assertThat(spikes).isEqualTo(2);
  }

  @Test
  void theCurrentEncoderFollowsUpstreamsTrace() {
    double[] expected = {0.1, 0.19, 0.2710, 0.3439, 0.4095, 0.4686, 0.5217, 0.5695, 0.6126, 0.6513};
    Tensor voltage = Tensor.zeros(1);
    for (double v : expected) {
      voltage = LIFFunctional.lifCurrentEncoder(Tensor.ones(1), voltage, P, 0.001).state().v();
      assertThat(voltage.item()).isCloseTo(v, within(1e-4));
    }
  }

  @Test
  void theCurrentEncoderResets() {
    var p = P.withVReset(-0.25);
    var step = LIFFunctional.lifCurrentEncoder(Tensor.ones(1).mul(100), Tensor.zeros(1), p, 0.001);
    assertThat(step.output().item()).isEqualTo(1);
    assertThat(step.state().v().item()).isEqualTo(-0.25);
  }

  @Test
  void onlyTheFeedForwardResetHasAGradientThroughTheSpike() {
    var p = P.withMethod("triangle").withAlpha(0.3);
    Tensor half = Tensor.full(new long[] {1}, 0.5 / 0.9);
    Tensor zero = Tensor.zeros(1);

    Tensor v = half.clone().requiresGrad(true);
    LIFFunctional.lifFeedForwardStep(zero, new LIFFeedForwardState(v, zero), p, 0.001)
        .state()
        .v()
        .backward();
    assertThat(v.grad().item()).isCloseTo(0.9 * (1 - 0.5 * 0.3 * 0.5), within(1e-6));

    Tensor w = half.clone().requiresGrad(true);
    Tensor none = Tensor.zeros(1, 1);
    LIFFunctional.lifStep(zero, new LIFState(zero, w, zero), none, none, p, 0.001)
        .state()
        .v()
        .backward();
    assertThat(w.grad().item()).isCloseTo(0.9, within(1e-6));
  }

  @Test
  void theRecurrentStepAddsInputThenFeedback() {
    Tensor z = Tensor.of(new float[] {1, 0});
    Tensor zero = Tensor.zeros(2);
    Tensor in = Tensor.of(new float[] {0.5f, -1}, 2, 1);
    Tensor rec = Tensor.of(new float[] {0, 0.25f, 2, 0}, 2, 2);
    var step =
        LIFFunctional.lifStep(Tensor.ones(1), new LIFState(z, zero, zero), in, rec, P, 0.001);
    assertThat(step.state().i().get(0)).isCloseTo(0.8 * 0.5, within(1e-6));
    assertThat(step.state().i().get(1)).isCloseTo(0.8 * 1, within(1e-6));
    assertThat(step.state().v().get(1)).isCloseTo(0.1, within(1e-6));
  }
}
