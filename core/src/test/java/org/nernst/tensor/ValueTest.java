package org.nernst.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class ValueTest {

  @Test
  void numbersAreZeroDimTensorsOfAnyDtype() {
    Value value = Value.of(0.1);
    assertThat(value.isNumber()).isTrue();
    assertThat(value.number()).isEqualTo(0.1);
    assertThat(value.tensor(DType.FLOAT64).item()).isEqualTo(0.1);
    assertThat(value.tensor(DType.FLOAT32).dim()).isZero();
    assertThat(value.shape()).isEmpty();
  }

  @Test
  void tensorsKeepTheirShapeAndAreCast() {
    Value value = Value.of(Tensor.ones(3));
    assertThat(value.isNumber()).isFalse();
    assertThat(value.shape()).containsExactly(3);
    assertThat(value.tensor(DType.FLOAT64).dtype()).isEqualTo(DType.FLOAT64);
    assertThat(Value.of(Tensor.full(new long[] {1}, 2.5)).number()).isEqualTo(2.5);
    assertThatThrownBy(value::number)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("expected a number or a tensor of one element, got a tensor of shape (3)");
  }

  @Test
  void parametersRequireGradAndGetItThroughTheCast() {
    Tensor tensor = Tensor.ones(2);
    Value value = Value.param(tensor);
    assertThat(tensor.requiresGrad()).isTrue();
    value.tensor(DType.FLOAT64).sum().backward();
    assertThat(tensor.grad().toFloatArray()).containsExactly(1, 1);
    assertThat(value.shape()).containsExactly(2);
    assertThat(value.isNumber()).isFalse();
    assertThat(Value.param(Tensor.scalar(4)).number()).isEqualTo(4);
  }

  @Test
  void onlyFloatingLeavesCanBeTrained() {
    assertThatThrownBy(() -> Value.param(Tensor.zeros(DType.INT64, 1)))
        .hasMessage("expected a floating tensor as parameter, got int64");
    Tensor w = Tensor.ones(1).requiresGrad(true);
    assertThatThrownBy(() -> Value.param(w.mul(2))).hasMessageContaining("detach() it");
  }
}
