package org.nernst.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class TensorRandomTest {
  private static final int N = 100_000;

  @ParameterizedTest
  @EnumSource(
      value = DType.class,
      names = {"FLOAT32", "FLOAT64", "FLOAT16", "BFLOAT16"})
  void uniformAndNormalHaveTheirMomentsInEveryDtype(DType dtype) {
    double[] u = Tensor.rand(new Generator(1), dtype, N).toDoubleArray();
    double[] z = Tensor.randn(new Generator(2), dtype, N).toDoubleArray();
    assertThat(Arrays.stream(u).min().orElseThrow()).isNotNegative();
    assertThat(Arrays.stream(u).max().orElseThrow()).isLessThan(1);
    // bfloat16 has 8 bits: its uniform numbers are multiples of 1/256, whose mean is half a step
    // low.
    double step = dtype == DType.BFLOAT16 ? 1.0 / 512 : dtype == DType.FLOAT16 ? 1.0 / 4096 : 0;
    assertThat(GeneratorTest.mean(u)).isCloseTo(0.5 - step, within(5 * Math.sqrt(1.0 / 12 / N)));
    assertThat(GeneratorTest.variance(u)).isCloseTo(1.0 / 12, within(2e-3));
    assertThat(GeneratorTest.mean(z)).isCloseTo(0, within(5 / Math.sqrt(N)));
    assertThat(GeneratorTest.variance(z)).isCloseTo(1, within(5 * Math.sqrt(2.0 / N)));
  }

  @Test
  void bitsDependNeitherOnThreadsNorOnLibtorch() {
    // A pinned value: a change of the algorithm changes everybody's results.
    assertThat(Tensor.rand(new Generator(42), DType.FLOAT32, 5).toFloatArray())
        .isEqualTo(Tensor.rand(new Generator(42), DType.FLOAT32, 9).narrow(0, 0, 5).toFloatArray());
    int[] words = new int[4];
    Philox.block(42, 0, 0, words);
    assertThat(Tensor.rand(new Generator(42), DType.FLOAT32, 1).item())
        .isEqualTo(Philox.unit(words[0]));
  }

  @Test
  void successiveCallsDoNotOverlap() {
    Generator g = new Generator(3);
    double[] a = Tensor.rand(g, DType.FLOAT64, 7).toDoubleArray();
    double[] b = Tensor.rand(g, DType.FLOAT64, 7).toDoubleArray();
    assertThat(IntStream.range(0, 7).anyMatch(i -> Arrays.stream(a).anyMatch(x -> x == b[i])))
        .isFalse();
  }

  @Test
  void theRootFollowsTheSeed() {
    Nernst.seed(77);
    Tensor a = Tensor.randn(3, 4);
    Nernst.seed(77);
    assertThat(Tensor.randn(3, 4).equal(a)).isTrue();
    assertThat(Tensor.randn(3, 4).equal(a)).isFalse();
  }

  @Test
  void likeFactoriesTakeShapeAndDtype() {
    Tensor model = Tensor.zeros(DType.FLOAT64, 2, 3);
    assertThat(Tensor.randLike(model).dtype()).isEqualTo(DType.FLOAT64);
    assertThat(Tensor.randnLike(model).shape()).containsExactly(2, 3);
    assertThatThrownBy(() -> Tensor.rand(DType.INT64, 3))
        .hasMessage("rand: expected a floating dtype, got int64");
  }

  @Test
  void bernoulliFollowsTheProbabilityOfEachElement() {
    Tensor p = Tensor.of(new float[] {0, 0.2f, 1}).unsqueeze(1).expand(3, N);
    Tensor drawn = Tensor.bernoulli(p, new Generator(1));
    double[] mean = drawn.mean(1).toDoubleArray();
    assertThat(mean[0]).isZero();
    assertThat(mean[1]).isCloseTo(0.2, within(5 * Math.sqrt(0.16 / N)));
    assertThat(mean[2]).isEqualTo(1);
    assertThat(drawn.eq(0).logicalOr(drawn.eq(1)).all().itemBoolean()).isTrue();
    assertThatThrownBy(() -> Tensor.bernoulli(Tensor.full(new long[] {2}, 1.5)))
        .hasMessage("bernoulli: expected probabilities in [0, 1], got 1.5");
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 0.3, 4, 9.99, 10, 35, 1e4})
  void poissonCountsHaveRateAsMeanAndVariance(double rate) {
    Tensor rates = Tensor.full(new long[] {N}, rate, DType.FLOAT64);
    double[] k = Tensor.poisson(rates, new Generator(8)).toDoubleArray();
    assertThat(Arrays.stream(k).allMatch(x -> x >= 0 && x == Math.rint(x))).isTrue();
    double error = 5 * Math.sqrt(rate / N);
    assertThat(GeneratorTest.mean(k)).isCloseTo(rate, within(error));
    // The variance of the sample variance is rate/N + 2 rate^2/N.
    assertThat(GeneratorTest.variance(k))
        .isCloseTo(rate, within(5 * Math.sqrt((rate + 2 * rate * rate) / N)));
  }

  @Test
  void poissonFollowsItsProbabilitiesAtTheChangeOfAlgorithm() {
    for (double rate : new double[] {9.5, 10.5}) {
      int n = 200_000;
      double[] k =
          Tensor.poisson(Tensor.full(new long[] {n}, rate, DType.FLOAT64), new Generator(5))
              .toDoubleArray();
      double chi2 = 0;
      double p = Math.exp(-rate);
      for (int i = 0; i < 25; i++) {
        int value = i;
        double expected = p * n;
        double seen = Arrays.stream(k).filter(x -> x == value).count();
        if (expected > 10) {
          chi2 += (seen - expected) * (seen - expected) / expected;
        }
        p *= rate / (i + 1);
      }
      // Above the 99.99 % quantile of chi-square with 24 degrees of freedom.
      assertThat(chi2).as("rate %s", rate).isLessThan(60);
    }
    assertThatThrownBy(() -> Tensor.poisson(Tensor.of(new float[] {-1})))
        .hasMessageContaining("rates >= 0, got -1.0");
  }

  @Test
  void integersCoverTheirRangeEvenly() {
    long[] drawn = Tensor.randint(new Generator(2), -2, 3, N).toLongArray();
    for (long v = -2; v < 3; v++) {
      long value = v;
      long seen = Arrays.stream(drawn).filter(x -> x == value).count();
      assertThat((double) seen).isCloseTo(N / 5.0, within(5 * Math.sqrt(N * 0.16)));
    }
    assertThat(Arrays.stream(drawn).allMatch(x -> x >= -2 && x < 3)).isTrue();
    long[] wide =
        Tensor.randint(new Generator(2), Long.MIN_VALUE, Long.MAX_VALUE, 100).toLongArray();
    assertThat(Arrays.stream(wide).filter(x -> x < 0).count()).isBetween(20L, 80L);
    assertThatThrownBy(() -> Tensor.randint(3, 3, 1))
        .hasMessageContaining("low < high, got 3 and 3");
  }

  @Test
  void normalTakesMeanAndDeviation() {
    double[] z = Tensor.normal(new Generator(1), DType.FLOAT32, 3, 0.5, N).toDoubleArray();
    assertThat(GeneratorTest.mean(z)).isCloseTo(3, within(2.5 / Math.sqrt(N)));
    assertThat(GeneratorTest.variance(z)).isCloseTo(0.25, within(1.25 * Math.sqrt(2.0 / N)));
    assertThat(Tensor.normal(2, 0, 3).toFloatArray()).containsExactly(2, 2, 2);
    assertThatThrownBy(() -> Tensor.normal(0, -1, 3)).hasMessageContaining("std >= 0");
  }

  @Test
  void randpermIsAnInt64Permutation() {
    Tensor order = Tensor.randperm(50, new Generator(6));
    assertThat(order.dtype()).isEqualTo(DType.INT64);
    assertThat(order.sort(0).values().equal(Tensor.arange(50))).isTrue();
  }
}
