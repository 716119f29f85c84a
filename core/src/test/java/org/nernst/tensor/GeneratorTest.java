package org.nernst.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

class GeneratorTest {

  @Test
  void equalSeedsGiveEqualNumbers() {
    Generator a = new Generator(5);
    Generator b = new Generator(5);
    assertThat(a.nextLong()).isEqualTo(b.nextLong());
    assertThat(a.nextGaussian()).isEqualTo(b.nextGaussian());
    assertThat(new Generator(6).nextLong()).isNotEqualTo(new Generator(5).nextLong());
  }

  @Test
  void aSplitDependsOnSeedAndNameAlone() {
    Generator a = new Generator(5);
    long fresh = a.split("dropout").nextLong();
    a.nextLong();
    assertThat(a.split("dropout").nextLong()).isEqualTo(fresh);
    assertThat(a.split("shuffle").nextLong()).isNotEqualTo(fresh);
    assertThat(new Generator(6).split("dropout").nextLong()).isNotEqualTo(fresh);
    assertThat(a.split("a").split("b").seed()).isNotEqualTo(a.split("b").split("a").seed());
  }

  @Test
  void aStreamGoesOnWhereItWas() {
    Generator a = new Generator(5);
    long first = a.stream("init").nextLong();
    assertThat(a.stream("init").nextLong()).isNotEqualTo(first);
    assertThat(a.split("init").nextLong()).isEqualTo(first);
    a.reseed(5);
    assertThat(a.stream("init").nextLong()).isEqualTo(first);
  }

  @Test
  void stateReturnsToAnEarlierPoint() {
    Generator a = new Generator(11);
    a.nextDouble();
    long[] state = a.state();
    long next = a.nextLong();
    a.nextInt(10);
    a.state(state);
    assertThat(a.nextLong()).isEqualTo(next);
    assertThatThrownBy(() -> a.state(new long[1])).hasMessageContaining("2 numbers, got 1");
  }

  @Test
  void momentsAreThoseOfTheDistributions() {
    Generator g = new Generator(1);
    int n = 200_000;
    double[] uniform = DoubleStream.generate(g::nextDouble).limit(n).toArray();
    double[] normal = DoubleStream.generate(g::nextGaussian).limit(n).toArray();
    // Five standard errors.
    assertThat(mean(uniform)).isCloseTo(0.5, within(5 * Math.sqrt(1.0 / 12 / n)));
    assertThat(mean(normal)).isCloseTo(0, within(5 / Math.sqrt(n)));
    assertThat(variance(normal)).isCloseTo(1, within(5 * Math.sqrt(2.0 / n)));
    assertThat(DoubleStream.of(uniform).allMatch(u -> u >= 0 && u < 1)).isTrue();
  }

  static double mean(double[] x) {
    return DoubleStream.of(x).average().orElseThrow();
  }

  static double variance(double[] x) {
    double mean = mean(x);
    return DoubleStream.of(x).map(v -> (v - mean) * (v - mean)).sum() / x.length;
  }

  @Test
  void boundedIntegersAreEvenlySpread() {
    Generator g = new Generator(3);
    int[] count = new int[7];
    int n = 70_000;
    for (int i = 0; i < n; i++) {
      count[g.nextInt(7)]++;
    }
    double chi2 = 0;
    for (int c : count) {
      chi2 += (c - n / 7.0) * (c - n / 7.0) / (n / 7.0);
    }
    // 99.99 % quantile of chi-square with 6 degrees of freedom.
    assertThat(chi2).isLessThan(27.9);
    assertThatThrownBy(() -> g.nextInt(0)).hasMessageContaining("at least 1, got 0");
  }

  @Test
  void permutationsHoldEachNumberOnce() {
    long[] order = new Generator(9).permutation(1000);
    assertThat(order).isNotEqualTo(Tensor.arange(1000).toLongArray());
    assertThat(order).containsExactlyInAnyOrder(Tensor.arange(1000).toLongArray());
    assertThat(new Generator(9).permutation(0)).isEmpty();
    assertThatThrownBy(() -> new Generator(9).permutation(-1)).hasMessageContaining("got -1");
  }

  @Test
  void smallPermutationsAreAllEquallyLikely() {
    Generator g = new Generator(4);
    int[] count = new int[27];
    int n = 60_000;
    for (int i = 0; i < n; i++) {
      long[] p = g.permutation(3);
      count[(int) (9 * p[0] + 3 * p[1] + p[2])]++;
    }
    double chi2 = 0;
    for (int c : count) {
      chi2 += c == 0 ? 0 : (c - n / 6.0) * (c - n / 6.0) / (n / 6.0);
    }
    // 99.99 % quantile of chi-square with 5 degrees of freedom.
    assertThat(chi2).isLessThan(25.7);
  }

  @Test
  void aSnapshotBringsBackTheDrawsOfAllLastingSplits() {
    Generator g = new Generator(11);
    g.nextLong();
    g.stream("a").nextLong();
    g.stream("a").stream("b").nextGaussian();
    GeneratorState snapshot = g.snapshot();
    List<Long> wanted = draws(g);
    g.stream("made later").nextLong();
    g.restore(snapshot);
    assertThat(draws(g)).isEqualTo(wanted);
    assertThat(g.stream("made later").nextLong())
        .isEqualTo(new Generator(11).stream("made later").nextLong());
    Generator other = new Generator(99);
    other.stream("a").nextLong();
    other.restore(snapshot);
    assertThat(draws(other)).isEqualTo(wanted);
    assertThat(snapshot.streams().get("a").position()).isEqualTo(1);
  }

  private static List<Long> draws(Generator g) {
    return List.of(
        g.nextLong(),
        g.stream("a").nextLong(),
        g.stream("a").stream("b").nextLong(),
        g.stream("c").nextLong());
  }
}
