package org.nernst.nn;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.nernst.tensor.Tensor;

class ReLUTest {
  @Test
  void cutsOffNegativesAndHasNoGradientAtZero() {
    Tensor x = Tensor.of(new float[] {-2, 0, 3}).requiresGrad(true);
    Tensor y = new ReLU().forward(x);
    assertThat(y.toFloatArray()).containsExactly(0, 0, 3);
    y.sum().backward();
    assertThat(x.grad().toFloatArray()).containsExactly(0, 0, 1);
  }
}
