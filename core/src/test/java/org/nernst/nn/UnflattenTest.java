package org.nernst.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.nernst.tensor.Tensor;

class UnflattenTest {
  private final Tensor x = Tensor.arange(24).reshape(2, 12);

  @Test
  void splitsAnAxis() {
    assertThat(new Unflatten(1, 3, 4).forward(x).shape()).containsExactly(2, 3, 4);
    assertThat(new Unflatten(-1, -1, 2, 2).forward(x).shape()).containsExactly(2, 3, 2, 2);
    assertThat(new Unflatten(0, 1, 2).forward(x).shape()).containsExactly(1, 2, 12);
  }

  @Test
  void undoesFlatten() {
    Tensor back = new Flatten().forward(new Unflatten(1, 3, 4).forward(x));
    assertThat(back.equal(x)).isTrue();
  }

  @Test
  void printsAsPyTorch() {
    assertThat(new Unflatten(1, 2, 5)).hasToString("Unflatten(dim=1, unflattened_size=(2, 5))");
  }

  @Test
  void refusesSizesThatDoNotFit() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Unflatten(1, 5, 2).forward(x))
        .withMessage("Unflatten: expected an axis 1 that splits into (5, 2), got (2, 12)");
    assertThatIllegalArgumentException().isThrownBy(() -> new Unflatten(1, -1, 5).forward(x));
    assertThatIllegalArgumentException().isThrownBy(() -> new Unflatten(2, 1).forward(x));
    assertThatIllegalArgumentException().isThrownBy(() -> new Unflatten(1));
    assertThatIllegalArgumentException().isThrownBy(() -> new Unflatten(1, -1, -1));
    assertThatIllegalArgumentException().isThrownBy(() -> new Unflatten(1, -2, 6));
  }
}
