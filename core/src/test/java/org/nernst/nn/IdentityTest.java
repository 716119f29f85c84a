package org.nernst.nn;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.nernst.tensor.Tensor;

class IdentityTest {
  @Test
  void givesBackItsInput() {
    Tensor x = Tensor.ones(2, 3);
    assertThat(new Identity().forward(x)).isSameAs(x);
  }
}
