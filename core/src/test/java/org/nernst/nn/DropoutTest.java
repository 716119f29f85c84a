package org.nernst.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.nernst.tensor.Generator;
import org.nernst.tensor.Nernst;
import org.nernst.tensor.Tensor;

class DropoutTest {
  private final Tensor ones = Tensor.ones(20_000);

  @Test
  void dropsAndScalesInTraining() {
    Tensor y = new Dropout(0.25, new Generator(1)).forward(ones);
    double dropped = y.eq(0).toFloat().mean().item();
    // The standard deviation of the fraction is 0.003.
    assertThat(dropped).isCloseTo(0.25, within(0.015));
    assertThat(y.max().item()).isCloseTo(4.0 / 3, within(1e-6));
  }

  @Test
  void drawsAFreshMaskEachTimeAndTheSeedDecides() {
    Dropout layer = new Dropout(0.5, new Generator(1));
    Tensor first = layer.forward(ones);
    assertThat(layer.forward(ones).equal(first)).isFalse();
    assertThat(new Dropout(0.5, new Generator(1)).forward(ones).equal(first)).isTrue();
    Nernst.seed(4);
    Tensor fromRoot = new Dropout().forward(ones);
    Nernst.seed(4);
    assertThat(new Dropout().forward(ones).equal(fromRoot)).isTrue();
  }

  @Test
  void doesNothingInEvaluation() {
    Dropout layer = new Dropout(0.5);
    layer.eval();
    assertThat(layer.forward(ones).equal(ones)).isTrue();
  }

  @Test
  void gradientsGoThroughWhatIsLeft() {
    Tensor x = Tensor.ones(1000).requiresGrad(true);
    Tensor y = new Dropout(0.5, new Generator(1)).forward(x);
    y.sum().backward();
    assertThat(x.grad().equal(y)).isTrue();
  }

  @Test
  void refusesWhatIsNoProbability() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Dropout(1.5))
        .withMessage("expected a probability p in [0, 1], got 1.5");
    assertThatIllegalArgumentException().isThrownBy(() -> new Dropout(Double.NaN));
    assertThat(new Dropout(0.3)).hasToString("Dropout(p=0.3, inplace=False)");
  }

  @Test
  void itsTransientStateBringsBackTheMasksToCome() {
    Dropout dropout = new Dropout(0.5, new Generator(31));
    dropout.forward(Tensor.ones(64));
    var state = Modules.transientState(dropout);
    Tensor wanted = dropout.forward(Tensor.ones(64));
    Dropout other = new Dropout(0.5, new Generator(32));
    Modules.loadTransientState(other, state);
    assertThat(other.forward(Tensor.ones(64)).equal(wanted)).isTrue();
    assertThat(other.forward(Tensor.ones(64)).equal(wanted)).isFalse();
  }
}
