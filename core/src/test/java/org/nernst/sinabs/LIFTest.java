package org.nernst.sinabs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.nernst.neuron.MembraneSubtract;
import org.nernst.tensor.DType;
import org.nernst.tensor.Tensor;
import org.nernst.tensor.Value;

class LIFTest {
  private static final double ALPHA = Math.exp(-1 / 10.);

  private static Tensor pulse(double value, int steps) {
    float[] x = new float[steps];
    x[0] = (float) value;
    return Tensor.of(x, 1, steps, 1);
  }

  @Test
  void aPulseOfTheNormalisedThresholdGivesOneSpike() {
    Tensor spikes = new LIF(10).forward(pulse(1.0001 / (1 - ALPHA), 20));
    assertThat(spikes.sum().item()).isEqualTo(1);
    assertThat(spikes.get(0, 0, 0)).isEqualTo(1);
  }

  @Test
  void thePotentialDecaysByAlpha() {
    var layer = LIF.builder(10).normInput(false).build();
    layer.forward(pulse(.75, 20));
    assertThat(layer.vMem().item()).isCloseTo(.75 * Math.pow(ALPHA, 19), within(1e-7));
  }

  @Test
  void normalisingScalesThePotentialButNotTheCurrent() {
    var plain = LIF.builder(10).tauSyn(5).normInput(false).build();
    var scaled = LIF.builder(10).tauSyn(5).build();
    plain.forward(pulse(.2, 6));
    scaled.forward(pulse(.2, 6));
    assertThat(scaled.vMem().item()).isCloseTo(plain.vMem().item() * (1 - ALPHA), within(1e-7));
    assertThat(scaled.iSyn().orElseThrow().item()).isEqualTo(plain.iSyn().orElseThrow().item());
  }

  @Test
  void theSynapseDecaysItsNewInputToo() {
    var layer = LIF.builder(10).tauSyn(5).build();
    layer.forward(pulse(1, 1));
    assertThat(layer.iSyn().orElseThrow().item()).isCloseTo(Math.exp(-1 / 5.), within(1e-7));
  }

  @Test
  void theClipComesAfterTheReset() {
    var layer = LIF.builder(10).minVMem(-.5).build();
    layer.forward(pulse(-100, 1));
    assertThat(layer.vMem().item()).isEqualTo(-.5);
  }

  @Test
  void trainsTimeConstantsOrDecays() {
    var taus = LIF.builder(10).tauSyn(5).build();
    assertThat(taus.namedParameters().keySet())
        .containsExactly("tau_mem", "tau_syn", "spike_threshold");
    var alphas = LIF.builder(10).tauSyn(5).trainAlphas(true).build();
    assertThat(alphas.namedParameters().keySet())
        .containsExactly("alpha_mem", "alpha_syn", "spike_threshold");
    assertThat(alphas.getParameter("alpha_mem").item()).isCloseTo(ALPHA, within(1e-7));
    assertThat(alphas.tauMemCalculated().orElseThrow().item()).isCloseTo(10, within(1e-4));
    assertThat(alphas.spikeThreshold().requiresGrad()).isFalse();
    assertThat(alphas.getParameter("alpha_mem").requiresGrad()).isTrue();
  }

  @Test
  void timeConstantsMayDifferBetweenNeurons() {
    var layer = LIF.builder(Tensor.of(new float[] {10, 20, 50})).normInput(false).build();
    float[] x = new float[6];
    x[0] = x[1] = x[2] = .5f;
    layer.forward(Tensor.of(x, 1, 2, 3));
    double[] v = layer.vMem().toDoubleArray();
    assertThat(v[0]).isCloseTo(.5 * Math.exp(-1 / 10.), within(1e-7));
    assertThat(v[2]).isCloseTo(.5 * Math.exp(-1 / 50.), within(1e-7));
  }

  @Test
  void aTrainedThresholdGetsItsGradientThroughTheReset() {
    var layer = IAF.builder().spikeThreshold(Value.param(Tensor.scalar(1))).build();
    layer.forward(Tensor.full(new long[] {1, 5, 1}, .6, DType.FLOAT32)).sum().backward();
    Tensor gradient = layer.spikeThreshold().grad();
    assertThat(gradient).isNotNull();
    assertThat(gradient.item()).isCloseTo(-2.9655, within(1e-4));
  }

  @Test
  void aResetMayBringAParameterOfItsOwn() {
    var layer =
        IAF.builder()
            .resetFn(MembraneSubtract.param("subtract_value"))
            .parameter("subtract_value", Value.of(Tensor.of(new float[] {.9f, 1.1f})))
            .build();
    layer.forward(Tensor.of(new float[] {2.5f, .3f}, 1, 1, 2));
    assertThat(layer.vMem().toDoubleArray()[0]).isCloseTo(2.5 - 2 * .9, within(1e-6));
    assertThat(layer.stateDict()).doesNotContainKey("subtract_value");
    var forgotten = IAF.builder().resetFn(MembraneSubtract.param("subtract_value")).build();
    assertThatIllegalStateException()
        .isThrownBy(() -> forgotten.forward(Tensor.ones(1, 1, 2)))
        .withMessageContaining("parameter 'subtract_value'");
  }

  @Test
  void badArgumentsAreRefusedByName() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new LIF(0))
        .withMessageContaining("tau_mem > 0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> LIF.builder(10).tauSyn(-1))
        .withMessageContaining("tau_syn > 0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> IAF.builder().spikeThreshold(0))
        .withMessageContaining("spike_threshold > 0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> IAF.builder().minVMem(Double.NaN))
        .withMessageContaining("min_v_mem");
  }

  @Test
  void printsItsParameters() {
    assertThat(LIF.builder(10).minVMem(-1).build().toString())
        .isEqualTo("LIF(tau_mem=10.0, spike_threshold=1.0, min_v_mem=-1.0, norm_input=true)");
    assertThat(new IAF().toString()).isEqualTo("IAF(spike_threshold=1.0)");
  }

  @Test
  void integratorsGiveOutTheirPotentialBeforeTheClip() {
    var layer = ExpLeak.builder(10).minVMem(-.1).build();
    Tensor v = layer.forward(pulse(-1, 1));
    assertThat(v.item()).isEqualTo(-1);
    assertThat(layer.vMem().item()).isCloseTo(-.1, within(1e-7));
    assertThat(layer.doesSpike()).isFalse();
  }

  @Test
  void anImpulseIntoANormalisedIntegratorSumsToOne() {
    Tensor v = ExpLeak.builder(10).normInput(true).build().forward(pulse(1, 300));
    assertThat(v.sum().item()).isCloseTo(1, within(5e-5));
  }

  @Test
  void aStateDictTravels() {
    var one = LIF.builder(10).build();
    one.forward(Tensor.rand(2, 3, 4));
    var two = LIF.builder(20).build();
    two.loadStateDict(Map.copyOf(one.stateDict()));
    assertThat(two.getParameter("tau_mem").item()).isEqualTo(10);
    assertThat(two.vMem().equal(one.vMem())).isTrue();
  }
}
