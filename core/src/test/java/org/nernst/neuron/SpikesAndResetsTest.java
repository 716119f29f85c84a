package org.nernst.neuron;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;

final class SpikesAndResetsTest {
  private static final Map<String, Expr> STATES =
      Map.of("v_mem", Expr.param("v"), "i_syn", Expr.param("i"));
  private static final Expr TH = Expr.param("th");
  private static final Surrogate SURROGATE = new SingleExponential();

  private static double spikes(SpikeFunction function, double v, double th) {
    Expr spikes = function.spikes(STATES, TH, SURROGATE);
    return ScalarOracle.value(spikes, Map.of("v", v, "th", th));
  }

  private static double membrane(ResetFunction reset, double s, double v, double th) {
    Expr after = reset.reset(Expr.param("s"), STATES, TH).get("v_mem");
    return ScalarOracle.value(after, Map.of("v", v, "th", th, "s", s, "value", 0.25));
  }

  @Test
  void singleSpikesAtTheThresholdAndAbove() {
    assertThat(spikes(new SingleSpike(), 1, 1)).isEqualTo(1);
    assertThat(spikes(new SingleSpike(), 5, 1)).isEqualTo(1);
    assertThat(spikes(new SingleSpike(), Math.nextDown(1), 1)).isZero();
  }

  @Test
  void multiCountsThresholdsAndNeverBelowZero() {
    assertThat(spikes(new MultiSpike(), 2.5, 1)).isEqualTo(2);
    assertThat(spikes(new MultiSpike(), 2, 0.5)).isEqualTo(4);
    assertThat(spikes(new MultiSpike(), 0.99, 1)).isZero();
    assertThat(spikes(new MultiSpike(), -3, 1)).isZero();
  }

  @Test
  void maxBoundsTheCount() {
    assertThat(spikes(new MaxSpike(2), 5, 1)).isEqualTo(2);
    assertThat(spikes(new MaxSpike(2), 1.5, 1)).isEqualTo(1);
    assertThat(spikes(new MaxSpike(), 5, 1)).isEqualTo(5);
    assertThatThrownBy(() -> new MaxSpike(0))
        .hasMessage("expected max >= 1 spikes per step, got 0");
  }

  @Test
  void gradientsGoToTheMembraneAlone() {
    Operation.Ternary spike = (Operation.Ternary) new MultiSpike().spikes(STATES, TH, SURROGATE);
    assertThat(spike.op()).isEqualTo(TernaryOp.SPIKE);
    assertThat(spike.second()).isSameAs(STATES.get("v_mem"));
  }

  @Test
  void aMissingStateIsNamed() {
    assertThatThrownBy(() -> new SingleSpike().spikes(Map.of("u", TH), TH, SURROGATE))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("expected a state v_mem, got [u]");
  }

  @Test
  void subtractTakesThresholdNumberOrParameterForEachSpike() {
    assertThat(membrane(new MembraneSubtract(), 2, 2.5, 1)).isEqualTo(0.5);
    assertThat(membrane(new MembraneSubtract(0.5), 2, 2.5, 1)).isEqualTo(1.5);
    assertThat(membrane(MembraneSubtract.param("value"), 2, 2.5, 1)).isEqualTo(2);
    assertThatThrownBy(() -> new MembraneSubtract(1.0, "value")).hasMessageContaining("got both");
    assertThatThrownBy(() -> new MembraneSubtract(Double.NaN)).hasMessageContaining("finite");
  }

  @Test
  void resetSetsOnlyNeuronsThatSpiked() {
    assertThat(membrane(new MembraneReset(-0.1), 0, 0.8, 1)).isEqualTo(0.8);
    assertThat(membrane(new MembraneReset(-0.1), 3, 3.8, 1)).isEqualTo(-0.1);
    assertThat(membrane(new MembraneReset(), 1, 3.8, 1)).isZero();
    assertThatThrownBy(() -> new MembraneReset(Double.POSITIVE_INFINITY))
        .hasMessageContaining("finite");
  }

  @Test
  void resetsKeepTheOtherStates() {
    assertThat(new MembraneReset().reset(TH, STATES, TH).get("i_syn"))
        .isSameAs(STATES.get("i_syn"));
  }
}
