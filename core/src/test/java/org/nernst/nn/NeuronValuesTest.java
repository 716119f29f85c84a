package org.nernst.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.nernst.tensor.DType;
import org.nernst.tensor.Parameter;
import org.nernst.tensor.Tensor;
import org.nernst.tensor.Value;

class NeuronValuesTest {
  private final Nets.Bare owner = new Nets.Bare();
  private final Tensor shared = Tensor.ones(2);
  private final NeuronValues values =
      new NeuronValues(
          owner,
          Map.of(
              "number",
              Value.of(3),
              "data",
              Value.of(shared),
              "trained",
              Value.param(Tensor.ones(1))));

  @Test
  void tensorsBelongToTheModuleAndNumbersDoNot() {
    assertThat(owner.stateDict().keySet()).containsExactly("trained");
    assertThat(owner.getBuffer("data").shape()).containsExactly(2);
    assertThat(values.get("number")).isEqualTo(Value.of(3));
    assertThat(values.current().keySet()).containsExactlyInAnyOrder("number", "data", "trained");
  }

  @Test
  void followsTheModuleThroughACast() {
    owner.toDouble();
    assertThat(values.get("data").tensor(DType.FLOAT64).dtype()).isEqualTo(DType.FLOAT64);
    assertThat(values.get("trained")).isInstanceOf(Parameter.class);
    assertThat(shared.dtype()).isEqualTo(DType.FLOAT32);
  }

  @Test
  void aFrozenParameterStaysFrozen() {
    owner.requiresGrad(false);
    assertThat(values.get("trained")).isInstanceOf(Value.Data.class);
    assertThat(owner.getParameter("trained").requiresGrad()).isFalse();
  }

  @Test
  void refusesAnUnknownName() {
    assertThat(values.has("other")).isFalse();
    assertThatThrownBy(() -> values.get("other")).hasMessageContaining("got other");
  }
}
