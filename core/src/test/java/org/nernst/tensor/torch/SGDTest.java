package org.nernst.tensor.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.nernst.tensor.DType;
import org.nernst.tensor.Tensor;

class SGDTest {
  private static double[] run(SGD.Builder settings, Tensor parameter, double... gradients) {
    double[] path = new double[gradients.length];
    try (SGD optimizer = settings.build()) {
      for (int i = 0; i < gradients.length; i++) {
        parameter.grad(Tensor.full(new long[] {1}, gradients[i], DType.FLOAT64));
        optimizer.step();
        path[i] = parameter.item();
      }
    }
    return path;
  }

  private static Tensor one() {
    return Tensor.ones(DType.FLOAT64, 1).requiresGrad(true);
  }

  @Test
  void plainStepsGoDownTheGradient() {
    Tensor p = one();
    assertThat(run(SGD.builder(List.of(p)).learningRate(0.5), p, 1, -2)).containsExactly(0.5, 1.5);
  }

  @Test
  void momentumStartsWithTheGradientAndIgnoresDampeningThen() {
    Tensor p = one();
    double[] path =
        run(SGD.builder(List.of(p)).learningRate(1).momentum(0.5).dampening(0.25), p, 1, 2);
    // b1 = 1, b2 = 0.5 + 0.75 * 2
    assertThat(path).containsExactly(0, -2);
  }

  @Test
  void nesterovLooksAhead() {
    Tensor p = one();
    double[] path =
        run(SGD.builder(List.of(p)).learningRate(1).momentum(0.5).nesterov(true), p, 1, 2);
    // g1 + 0.5 b1 = 1.5; b2 = 0.5 + 2, g2 + 0.5 b2 = 3.25
    assertThat(path[0]).isEqualTo(-0.5);
    assertThat(path[1]).isEqualTo(-3.75, within(1e-15));
  }

  @Test
  void decayPullsTowardsZeroAndMaximizeGoesUp() {
    Tensor p = one();
    assertThat(run(SGD.builder(List.of(p)).learningRate(1).weightDecay(0.25), p, 0.5))
        .containsExactly(0.25);
    Tensor q = one();
    assertThat(run(SGD.builder(List.of(q)).learningRate(1).maximize(true), q, 0.5))
        .containsExactly(1.5);
  }

  @Test
  void nesterovNeedsMomentumWithoutDampening() {
    Tensor p = one();
    assertThatThrownBy(() -> SGD.builder(List.of(p)).nesterov(true).build())
        .hasMessage("nesterov: expected momentum > 0 and dampening = 0, got 0.0 and 0.0");
    assertThatThrownBy(() -> SGD.builder(List.of(p)).momentum(-1).build())
        .hasMessageContaining("momentum");
  }

  @Test
  void hyperparametersAreNamedAsInPyTorch() {
    try (SGD optimizer = SGD.builder(List.of(one())).momentum(0.9).nesterov(true).build()) {
      assertThat(optimizer.hyperparameters().keySet())
          .containsExactly(
              "optimizer", "lr", "momentum", "dampening", "weight_decay", "nesterov", "maximize");
    }
  }
}
