package org.nernst.norse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.nernst.tensor.Tensor;

class LIFAdExRefracFunctionalTest {
  private static final LIFAdExRefracParameters P = new LIFAdExRefracParameters();

  @Test
  void aNeuronIsSilentAndFrozenForRhoResetSteps() {
    List<Integer> spikes = new ArrayList<>();
    List<Double> rho = new ArrayList<>();
    LIFAdExRefracFeedForwardState state = null;
    for (int k = 1; k <= 24; k++) {
      var step =
          LIFAdExRefracFunctional.lifAdExRefracFeedForwardStep(Tensor.ones(1), state, P, 0.001);
      double before = state == null ? 0 : state.lifAdEx().i().item();
      state = step.state();
      if (step.output().item() == 1) {
        spikes.add(k);
      }
      if (k >= 5 && k <= 10) {
        rho.add(state.rho().item());
        assertThat(state.lifAdEx().v().item()).isZero();
        assertThat(state.lifAdEx().i().item()).isGreaterThan(before);
      }
    }
    assertThat(spikes).containsExactly(5, 13, 21);
    assertThat(rho).containsExactly(5.0, 4.0, 3.0, 2.0, 1.0, 0.0);
  }

  @Test
  void aDroppedSpikeDoesNotRaiseTheAdaptation() {
    var step =
        LIFAdExRefracFunctional.lifAdExRefracFeedForwardStep(strong(), refractory(), P, 0.001);
    assertThat(step.output().item()).isZero();
    assertThat(step.state().lifAdEx().v().item()).isCloseTo(0.5, within(1e-7));
    assertThat(step.state().lifAdEx().a().item()).isCloseTo(0.004, within(1e-7));
    assertThat(step.state().rho().item()).isEqualTo(2);
  }

  @Test
  void upstreamsDroppedSpikeRaisesTheAdaptation() {
    var step =
        LIFAdExRefracFunctional.lifAdExRefracFeedForwardStep(
            strong(), refractory(), P.withNumbers(Numbers.UPSTREAM), 0.001);
    assertThat(step.output().item()).isZero();
    assertThat(step.state().lifAdEx().a().item()).isCloseTo(0.024, within(1e-7));
  }

  @Test
  void theMaskHasASurrogateGradient() {
    var p = P.withLifAdEx(P.lifAdEx().withMethod("triangle").withAlpha(0.5));
    Tensor rho = Tensor.full(new long[] {1}, 0.25).requiresGrad(true);
    var start = refractory();
    var state = new LIFAdExRefracFeedForwardState(start.lifAdEx(), rho);
    var step = LIFAdExRefracFunctional.lifAdExRefracFeedForwardStep(strong(), state, p, 0.001);
    step.output().sum().backward();
    assertThat(rho.grad().item())
        .as("z = (1 - mask) z_inner with z_inner = 1")
        .isCloseTo(-0.5 * 0.75, within(1e-6));
  }

  @Test
  void theRecurrentStepHearsOnlyEmittedSpikes() {
    Tensor weights = Tensor.of(new float[] {0, 0, 1, 0}, 2, 2);
    Tensor none = Tensor.zeros(2, 1);
    Tensor zero = Tensor.zeros(2);
    Tensor v = Tensor.of(new float[] {0.99f, 0});
    Tensor i = Tensor.of(new float[] {10, 0});
    for (double rho : new double[] {0, 3}) {
      var state =
          new LIFAdExRefracState(
              new LIFAdExState(zero, v, i, zero), Tensor.full(new long[] {2}, rho));
      var first =
          LIFAdExRefracFunctional.lifAdExRefracStep(
              Tensor.zeros(1), state, none, weights, P, 0.001);
      var second =
          LIFAdExRefracFunctional.lifAdExRefracStep(
              Tensor.zeros(1), first.state(), none, weights, P, 0.001);
      assertThat(first.output().get(0)).isEqualTo(rho == 0 ? 1 : 0);
      assertThat(second.state().lifAdEx().i().get(1)).isCloseTo(rho == 0 ? 0.8 : 0, within(1e-6));
    }
  }

  private static Tensor strong() {
    return Tensor.full(new long[] {1}, 20);
  }

  private static LIFAdExRefracFeedForwardState refractory() {
    return new LIFAdExRefracFeedForwardState(
        new LIFAdExFeedForwardState(
            Tensor.full(new long[] {1}, 0.5), Tensor.zeros(1), Tensor.zeros(1)),
        Tensor.full(new long[] {1}, 3));
  }
}
