package org.nernst.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import org.junit.jupiter.api.Test;

class FunctionalConvolutionsTest {
  private static final long[] ONE = {1};
  private static final long[] NONE = {0};

  @Test
  void conv2dAgreesWithTheNaiveLoop() {
    Random random = new Random(5);
    NaiveArray x = NaiveArray.random(random, 2, 3, 6, 5);
    NaiveArray w = NaiveArray.random(random, 4, 3, 3, 2);
    NaiveArray bias = NaiveArray.random(random, 4);
    Tensor got =
        Functional.conv2d(
            x.tensor(), w.tensor(), bias.tensor(), new long[] {2, 1}, new long[] {1, 0}, ONE, 1);
    assertThat(got.shape()).containsExactly(2, 4, 3, 4);
    for (int b = 0; b < 2; b++) {
      for (int o = 0; o < 4; o++) {
        for (int i = 0; i < 3; i++) {
          for (int j = 0; j < 4; j++) {
            double sum = bias.at(o);
            for (int c = 0; c < 3; c++) {
              for (int ki = 0; ki < 3; ki++) {
                for (int kj = 0; kj < 2; kj++) {
                  int row = 2 * i + ki - 1;
                  if (row >= 0 && row < 6) {
                    sum += x.at(b, c, row, j + kj) * w.at(o, c, ki, kj);
                  }
                }
              }
            }
            assertThat(got.get(b, o, i, j)).isEqualTo(sum);
          }
        }
      }
    }
  }

  @Test
  void conv1dIsConv2dOfHeightOne() {
    Random random = new Random(6);
    Tensor x = NaiveArray.random(random, 2, 4, 9).tensor();
    Tensor w = NaiveArray.random(random, 6, 2, 3).tensor();
    Tensor wide =
        Functional.conv2d(
            x.unsqueeze(2), w.unsqueeze(2), null, ONE, new long[] {0, 2}, new long[] {1, 2}, 2);
    Tensor got = Functional.conv1d(x, w, null, ONE, new long[] {2}, new long[] {2}, 2);
    assertThat(got.allClose(wide.squeeze(2), 1e-14, 1e-14)).isTrue();
  }

  @Test
  void theTransposedConvolutionIsTheAdjoint() {
    Random random = new Random(7);
    Tensor x = NaiveArray.random(random, 1, 2, 7, 7).tensor();
    Tensor w = NaiveArray.random(random, 3, 2, 3, 3).tensor();
    Tensor y = Functional.conv2d(x, w, null, new long[] {2}, ONE, ONE, 1);
    Tensor g = NaiveArray.random(random, y.shape()).tensor();
    Tensor back = Functional.convTranspose2d(g, w, null, new long[] {2}, ONE, NONE, 1, ONE);
    assertThat(back.shape()).isEqualTo(x.shape());
    assertThat(back.mul(x).sum().item()).isEqualTo(y.mul(g).sum().item());
    Tensor x1 = x.select(2, 0);
    Tensor w1 = w.select(2, 0);
    Tensor y1 = Functional.conv1d(x1, w1, null, new long[] {2}, ONE, ONE, 1);
    Tensor back1 =
        Functional.convTranspose1d(
            Tensor.onesLike(y1), w1, null, new long[] {2}, ONE, NONE, 1, ONE);
    assertThat(back1.mul(x1).sum().item()).isEqualTo(y1.sum().item());
  }

  @Test
  void poolingTakesMeansAndMaxima() {
    Tensor x = Tensor.arange(16).toDouble().reshape(1, 1, 4, 4);
    long[] two = {2};
    assertThat(Functional.avgPool2d(x, two, two, NONE).toDoubleArray())
        .containsExactly(2.5, 4.5, 10.5, 12.5);
    assertThat(Functional.maxPool2d(x, two, two, NONE).toDoubleArray())
        .containsExactly(5, 7, 13, 15);
    long[] three = {3};
    assertThat(Functional.maxPool2d(x, three, three, NONE).numel()).isEqualTo(1);
    assertThat(Functional.maxPool2d(x, three, three, NONE, ONE, true).numel()).isEqualTo(4);
    assertThat(Functional.avgPool2d(x, three, three, NONE, true).get(0, 0, 1, 1)).isEqualTo(15);
  }

  @Test
  void batchNormNormalisesAndTracks() {
    Tensor x = Tensor.of(new double[] {1, 10, 3, 30}, 2, 2);
    Tensor mean = Tensor.zeros(DType.FLOAT64, 2);
    Tensor variance = Tensor.ones(DType.FLOAT64, 2);
    Tensor y = Functional.batchNorm(x, mean, variance, null, null, true, 0.1, 0);
    assertThat(y.allClose(Tensor.of(new double[] {-1, -1, 1, 1}, 2, 2), 1e-15, 0)).isTrue();
    assertThat(mean.allClose(Tensor.of(new double[] {0.2, 2}), 1e-15, 0)).isTrue();
    // The unbiased variances 2 and 200 enter with weight 0.1.
    assertThat(variance.allClose(Tensor.of(new double[] {1.1, 20.9}), 1e-14, 0)).isTrue();
    Tensor scale = Tensor.of(new double[] {2, 2});
    Tensor shift = Tensor.of(new double[] {1, 1});
    Tensor evaluated =
        Functional.batchNorm(
            x, Tensor.zerosLike(mean), Tensor.onesLike(mean), scale, shift, false, 0.1, 0);
    assertThat(evaluated.toDoubleArray()).containsExactly(3, 21, 7, 61);
  }

  @Test
  void channelsThatDoNotFitAreNamed() {
    assertThatThrownBy(
            () ->
                Functional.conv2d(
                    Tensor.zeros(1, 3, 8, 8), Tensor.zeros(4, 2, 3, 3), null, ONE, NONE, ONE, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("conv2d(float32 (1, 3, 8, 8), float32 (4, 2, 3, 3)): ");
  }
}
