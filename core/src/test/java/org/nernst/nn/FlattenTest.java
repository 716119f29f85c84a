package org.nernst.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.nernst.tensor.Tensor;

class FlattenTest {
  private final Tensor x = Tensor.ones(2, 3, 4, 5);

  @Test
  void keepsTheFirstAxisUnlessToldOtherwise() {
    assertThat(new Flatten().forward(x).shape()).containsExactly(2, 60);
    assertThat(new Flatten(2).forward(x).shape()).containsExactly(2, 3, 20);
    assertThat(new Flatten(0, 1).forward(x).shape()).containsExactly(6, 4, 5);
    assertThat(new Flatten(-3, -2).forward(x).shape()).containsExactly(2, 12, 5);
  }

  @Test
  void printsAsPyTorch() {
    assertThat(new Flatten()).hasToString("Flatten(start_dim=1, end_dim=-1)");
  }

  @Test
  void refusesAxesThatTheInputLacks() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Flatten().forward(Tensor.ones(3)))
        .withMessage("Flatten: expected an input with axes 1 to -1, got (3)");
    assertThatIllegalArgumentException().isThrownBy(() -> new Flatten(2, 1).forward(x));
    assertThatIllegalArgumentException().isThrownBy(() -> new Flatten(0, 4).forward(x));
  }
}
