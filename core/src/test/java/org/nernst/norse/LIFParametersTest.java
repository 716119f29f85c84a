package org.nernst.norse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.nernst.tensor.Tensor;
import org.nernst.tensor.Value;

class LIFParametersTest {
  @Test
  void defaultsAreUpstreams() {
    assertThat(new LIFParameters())
        .hasToString(
            "LIFParameters(tau_syn_inv=200.0, tau_mem_inv=100.0, v_leak=0.0, v_th=1.0, "
                + "v_reset=0.0, alpha=100.0, method=super)");
    assertThat(LIFParameters.bioDefault())
        .hasToString(
            "LIFParameters(tau_syn_inv=0.5, tau_mem_inv=0.1, v_leak=-70.0, v_th=-55.0, "
                + "v_reset=-70.0, alpha=100.0, method=super)");
  }

  @Test
  void eachWitherChangesOneValue() {
    var p = new LIFParameters();
    Value value = Value.of(Tensor.ones(2));
    assertThat(p.withTauSynInv(value)).isEqualTo(p.with("tau_syn_inv", value));
    assertThat(p.withTauMemInv(value)).isEqualTo(p.with("tau_mem_inv", value));
    assertThat(p.withVLeak(value)).isEqualTo(p.with("v_leak", value));
    assertThat(p.withVTh(value)).isEqualTo(p.with("v_th", value));
    assertThat(p.withVReset(value)).isEqualTo(p.with("v_reset", value));
    assertThat(p.withAlpha(value)).isEqualTo(p.with("alpha", value));
    assertThat(p.withMethod("tanh").withMethod("super")).isEqualTo(p);
  }

  @Test
  void refusesWhatCannotBe() {
    assertThatThrownBy(() -> new LIFParameters().withTauSynInv(-5))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("tau_syn_inv: expected a finite number > 0, got -5.0");
    assertThatThrownBy(() -> new LIFParameters().withMethod("adjoint"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("heavi_erfc")
        .hasMessageContaining("adjoint");
  }
}
