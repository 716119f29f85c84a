package org.nernst.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class FunctionalLossesTest {
  private static final double TOLERANCE = 1e-14;
  private final Tensor logits = Tensor.of(new double[] {1, 2, 3, 0.5, -1, 0}, 2, 3);
  private final Tensor target = Tensor.of(new long[] {2, 0});

  private double negativeLogProbability(int row, int target) {
    double sum = 0;
    for (int i = 0; i < 3; i++) {
      sum += Math.exp(logits.get(row, i));
    }
    return Math.log(sum) - logits.get(row, target);
  }

  @Test
  void crossEntropyIsTheMeanNegativeLogLikelihood() {
    double a = negativeLogProbability(0, 2);
    double b = negativeLogProbability(1, 0);
    assertThat(Functional.crossEntropy(logits, target).item())
        .isCloseTo((a + b) / 2, within(TOLERANCE));
    assertThat(Functional.nllLoss(Functional.logSoftmax(logits, 1), target).item())
        .isCloseTo((a + b) / 2, within(TOLERANCE));
    assertThat(Functional.crossEntropy(logits, target, null, 0, Reduction.NONE).toDoubleArray()[1])
        .isCloseTo(b, within(TOLERANCE));
    assertThat(Functional.crossEntropy(logits, target, null, 0, Reduction.SUM).item())
        .isCloseTo(a + b, within(TOLERANCE));
  }

  @Test
  void classWeightsWeighTheMean() {
    double a = negativeLogProbability(0, 2);
    double b = negativeLogProbability(1, 0);
    Tensor weight = Tensor.of(new double[] {3, 1, 1});
    assertThat(Functional.crossEntropy(logits, target, weight, 0).item())
        .isCloseTo((a + 3 * b) / 4, within(TOLERANCE));
    Tensor log = Functional.logSoftmax(logits, 1);
    assertThat(Functional.nllLoss(log, target, weight, Reduction.SUM).item())
        .isCloseTo(a + 3 * b, within(TOLERANCE));
  }

  @Test
  void labelSmoothingSpreadsTheTarget() {
    double expected = 0;
    for (int row = 0; row < 2; row++) {
      int label = row == 0 ? 2 : 0;
      for (int i = 0; i < 3; i++) {
        double q = 0.1 / 3 + (i == label ? 0.9 : 0);
        expected += q * negativeLogProbability(row, i) / 2;
      }
    }
    assertThat(Functional.crossEntropy(logits, target, null, 0.1).item())
        .isCloseTo(expected, within(TOLERANCE));
    assertThatThrownBy(() -> Functional.crossEntropy(logits, target, null, 2))
        .hasMessage("crossEntropy: expected labelSmoothing in [0, 1], got 2.0");
  }

  @Test
  void crossEntropysGradientIsSoftmaxMinusOneHot() {
    Tensor x = logits.clone().requiresGrad(true);
    Functional.crossEntropy(x, target).backward();
    Tensor expected = Functional.softmax(logits, 1).sub(Functional.oneHot(target, 3)).div(2);
    assertThat(x.grad().allClose(expected, 1e-13, 1e-15)).isTrue();
  }

  @Test
  void regressionLossesMeasureDistances() {
    Tensor a = Tensor.of(new double[] {1, 2, 6});
    Tensor b = Tensor.of(new double[] {1, 2.5, 3});
    assertThat(Functional.mseLoss(a, b).item()).isCloseTo(9.25 / 3, within(TOLERANCE));
    assertThat(Functional.mseLoss(a, b, Reduction.SUM).item()).isEqualTo(9.25);
    assertThat(Functional.l1Loss(a, b).item()).isCloseTo(3.5 / 3, within(TOLERANCE));
    assertThat(Functional.l1Loss(a, b, Reduction.NONE).toDoubleArray()).containsExactly(0, 0.5, 3);
    // beta 1: d^2/2 below, d - 1/2 above.
    assertThat(Functional.smoothL1(a, b, 1).item()).isCloseTo((0.125 + 2.5) / 3, within(TOLERANCE));
  }

  @Test
  void binaryCrossEntropyAgreesWithAndWithoutLogits() {
    Tensor x = Tensor.of(new double[] {-2, 0, 3});
    Tensor y = Tensor.of(new double[] {0, 1, 1});
    double expected = (Math.log1p(Math.exp(-2)) + Math.log(2) + Math.log1p(Math.exp(-3))) / 3;
    assertThat(Functional.binaryCrossEntropyWithLogits(x, y).item())
        .isCloseTo(expected, within(TOLERANCE));
    assertThat(Functional.binaryCrossEntropy(x.sigmoid(), y).item())
        .isCloseTo(expected, within(1e-13));
  }

  @Test
  void shapesMustBeTheSame() {
    assertThatThrownBy(() -> Functional.mseLoss(Tensor.zeros(3, 1), Tensor.zeros(3)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("mseLoss: expected target (3, 1) as the prediction, got (3)");
    assertThatThrownBy(() -> Functional.crossEntropy(logits, Tensor.of(new long[] {1})))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("crossEntropy(float64 (2, 3), int64 (1)): ");
    assertThatThrownBy(() -> Functional.crossEntropy(logits, Tensor.of(new long[] {1, 7})))
        .hasMessageContaining("Target 7 is out of bounds");
  }
}
