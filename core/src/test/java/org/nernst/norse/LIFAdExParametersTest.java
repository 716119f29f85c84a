package org.nernst.norse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nernst.tensor.Tensor;
import org.nernst.tensor.Value;

class LIFAdExParametersTest {
  @Test
  void defaultsAreUpstreams() {
    assertThat(new LIFAdExParameters().describe())
        .isEqualTo(
            "adaptation_current=4.0, adaptation_spike=0.02, delta_T=0.5, tau_ada_inv=2.0, "
                + "tau_syn_inv=200.0, tau_mem_inv=100.0, v_leak=0.0, v_th=1.0, v_reset=0.0, "
                + "alpha=100.0");
    assertThat(new LIFAdExParameters().method()).isEqualTo("super");
  }

  @Test
  void biologicalDefaultsAreUpstreams() {
    assertThat(LIFAdExParameters.bioDefault().describe())
        .isEqualTo(
            "adaptation_current=0.0, adaptation_spike=0.01, delta_T=2.0, tau_ada_inv=0.01, "
                + "tau_syn_inv=0.5, tau_mem_inv=0.1, v_leak=-70.0, v_th=-55.0, v_reset=-70.0, "
                + "alpha=100.0");
  }

  @Test
  void eachWitherChangesOneValue() {
    var p = new LIFAdExParameters();
    assertThat(p.withAdaptationCurrent(1.5)).isEqualTo(p.with("adaptation_current", 1.5));
    assertThat(p.withAdaptationSpike(1.5)).isEqualTo(p.with("adaptation_spike", 1.5));
    assertThat(p.withDeltaT(1.5)).isEqualTo(p.with("delta_T", 1.5));
    assertThat(p.withTauAdaInv(1.5)).isEqualTo(p.with("tau_ada_inv", 1.5));
    assertThat(p.withTauSynInv(1.5)).isEqualTo(p.with("tau_syn_inv", 1.5));
    assertThat(p.withTauMemInv(1.5)).isEqualTo(p.with("tau_mem_inv", 1.5));
    assertThat(p.withVLeak(1.5)).isEqualTo(p.with("v_leak", 1.5));
    assertThat(p.withVTh(1.5)).isEqualTo(p.with("v_th", 1.5));
    assertThat(p.withVReset(1.5)).isEqualTo(p.with("v_reset", 1.5));
    assertThat(p.withAlpha(1.5)).isEqualTo(p.with("alpha", 1.5));
    assertThat(p.withMethod("circ").method()).isEqualTo("circ");
    for (String name : p.values().keySet()) {
      var changed = p.with(name, 1.5);
      assertThat(changed.values().get(name)).isEqualTo(Value.of(1.5));
      assertThat(changed.with(name, p.values().get(name))).isEqualTo(p);
    }
  }

  @Test
  void valuesAreNumbersTensorsOrTrainable() {
    Tensor tensor = Tensor.ones(3);
    var p = new LIFAdExParameters().withVTh(tensor).withVReset(Value.param(Tensor.zeros(3)));
    assertThat(p.vTh()).isEqualTo(Value.of(tensor));
    assertThat(p.toString()).contains("v_th=tensor(3)", "v_reset=parameter(3)", "v_leak=0.0");
  }

  static Stream<Arguments> refused() {
    var p = new LIFAdExParameters();
    return Stream.of(
        refused(() -> p.withTauMemInv(0), "tau_mem_inv: expected a finite number > 0, got 0.0"),
        refused(() -> p.withTauSynInv(-1), "tau_syn_inv: expected a finite number > 0, got -1.0"),
        refused(
            () -> p.withTauAdaInv(Double.NaN),
            "tau_ada_inv: expected a finite number > 0, got NaN"),
        refused(() -> p.withDeltaT(0), "delta_T: expected a finite number > 0, got 0.0"),
        refused(() -> p.withAlpha(-3), "alpha: expected a finite number > 0, got -3.0"),
        refused(
            () -> p.withVTh(Double.POSITIVE_INFINITY),
            "v_th: expected a finite number, got Infinity"),
        refused(
            () -> p.withMethod("supper"),
            "expected method to be one of super, triangle, tanh, circ, heavi_erfc, heaviside, "
                + "got \"supper\""),
        refused(
            () -> p.with("tau_mem", 1),
            "expected one of the parameters [adaptation_current, adaptation_spike, delta_T,"
                + " tau_ada_inv, tau_syn_inv, tau_mem_inv, v_leak, v_th, v_reset, alpha], got"
                + " tau_mem"),
        refused(
            () -> p.withAlpha(Value.param(Tensor.scalar(100))),
            "alpha: expected a number or a tensor, got a trainable parameter; the sharpness of a "
                + "surrogate has no gradient"));
  }

  @ParameterizedTest
  @MethodSource("refused")
  void refusesWhatCannotBe(Supplier<LIFAdExParameters> wrong, String message) {
    assertThatThrownBy(wrong::get).isInstanceOf(IllegalArgumentException.class).hasMessage(message);
  }

  private static Arguments refused(Supplier<LIFAdExParameters> wrong, String message) {
    return Arguments.of(wrong, message);
  }
}
