package org.nernst.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.nernst.tensor.DType;
import org.nernst.tensor.Generator;
import org.nernst.tensor.Tensor;

class LossTest {
  private static final int BATCH = 5;
  private static final int CLASSES = 3;

  private final Tensor logits = Tensor.randn(new Generator(3), DType.FLOAT64, BATCH, CLASSES);
  private final Tensor targets = Tensor.of(new long[] {0, 2, 1, 1, 2});
  private final double[] z = logits.toDoubleArray();
  private final long[] labels = targets.toLongArray();

  private double logProbability(int b, int c) {
    double sum = 0;
    for (int k = 0; k < CLASSES; k++) {
      sum += Math.exp(z[b * CLASSES + k]);
    }
    return z[b * CLASSES + c] - Math.log(sum);
  }

  @Test
  void crossEntropyIsTheMeanNegativeLogProbabilityOfTheRightClass() {
    double expected = 0;
    for (int b = 0; b < BATCH; b++) {
      expected -= logProbability(b, (int) labels[b]) / BATCH;
    }
    assertThat(Loss.crossEntropy().of(logits, targets).item()).isCloseTo(expected, within(1e-12));
    assertThat(Loss.crossEntropy(0).of(logits, targets).item()).isCloseTo(expected, within(1e-12));
  }

  @Test
  void smoothingMixesInTheOtherClasses() {
    double smoothing = 0.3;
    double expected = 0;
    for (int b = 0; b < BATCH; b++) {
      for (int c = 0; c < CLASSES; c++) {
        double target = (c == labels[b] ? 1 - smoothing : 0) + smoothing / CLASSES;
        expected -= target * logProbability(b, c) / BATCH;
      }
    }
    assertThat(Loss.crossEntropy(smoothing).of(logits, targets).item())
        .isCloseTo(expected, within(1e-12));
  }

  @Test
  void spikeCountErrorIsTheMeanSquareToTheWantedCounts() {
    double expected = 0;
    for (int b = 0; b < BATCH; b++) {
      for (int c = 0; c < CLASSES; c++) {
        double wanted = c == labels[b] ? 8 : 1;
        expected += Math.pow(z[b * CLASSES + c] - wanted, 2) / (BATCH * CLASSES);
      }
    }
    assertThat(Loss.spikeCountError(8, 1).of(logits, targets).item())
        .isCloseTo(expected, within(1e-9));
  }

  @Test
  void gradientsPullTowardsTheRightClass() {
    for (Loss loss :
        new Loss[] {Loss.crossEntropy(), Loss.crossEntropy(0.1), Loss.spikeCountError(9, -9)}) {
      Tensor leaf = logits.clone().requiresGrad(true);
      loss.of(leaf, targets).backward();
      double[] gradient = leaf.grad().toDoubleArray();
      for (int b = 0; b < BATCH; b++) {
        for (int c = 0; c < CLASSES; c++) {
          if (c == labels[b]) {
            assertThat(gradient[b * CLASSES + c]).isNegative();
          } else {
            assertThat(gradient[b * CLASSES + c])
                .isGreaterThan(gradient[b * CLASSES + (int) labels[b]]);
          }
        }
      }
    }
  }

  @Test
  void refusesAShareOutOfRange() {
    assertThatThrownBy(() -> Loss.crossEntropy(1))
        .hasMessage("expected 0 <= smoothing < 1, got 1.0");
  }
}
