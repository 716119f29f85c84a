package org.nernst.neuron;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class CounterRandomTest {
  private static final int N = 200_000;

  @Test
  void numbersAreUniformInTheUnitInterval() {
    for (int stream = 0; stream < 3; stream++) {
      double sum = 0;
      double squares = 0;
      int[] bins = new int[64];
      for (int n = 0; n < N; n++) {
        double u = CounterRandom.uniform(42, 7, n, stream);
        assertThat(u).isBetween(0.0, Math.nextDown(1.0));
        sum += u;
        squares += u * u;
        bins[(int) (u * 64)]++;
      }
      assertThat(sum / N).isCloseTo(0.5, within(4 * 0.2887 / Math.sqrt(N)));
      assertThat(squares / N).isCloseTo(1 / 3.0, within(4 * 0.2981 / Math.sqrt(N)));
      double expected = N / 64.0;
      double chiSquare = 0;
      for (int bin : bins) {
        chiSquare += (bin - expected) * (bin - expected) / expected;
      }
      // 63 degrees of freedom: mean 63, deviation 11.2.
      assertThat(chiSquare).isBetween(63 - 4.5 * 11.2, 63 + 4.5 * 11.2);
    }
  }

  @Test
  void neighboursInEveryCounterAreUncorrelated() {
    long[][] steps = {{1, 0, 0, 0}, {0, 1, 0, 0}, {0, 0, 1, 0}, {0, 0, 0, 1}, {1L << 32, 0, 0, 0}};
    for (long[] by : steps) {
      double product = 0;
      for (int n = 0; n < N; n++) {
        int neuron = n % 1000;
        long step = n / 1000;
        double a = CounterRandom.uniform(5, step, neuron, 0) - 0.5;
        double b =
            CounterRandom.uniform(5 + by[0], step + by[1], neuron + (int) by[2], (int) by[3]) - 0.5;
        product += a * b;
      }
      assertThat(product / N * 12).isCloseTo(0, within(4.5 / Math.sqrt(N)));
    }
  }

  @Test
  void neuronsOfAStepDrawDistinctBits() {
    int first = CounterRandom.firstKey(1, 2, 3);
    int second = CounterRandom.secondKey(first);
    Set<Integer> seen = new HashSet<>();
    for (int n = 0; n < 100_000; n++) {
      seen.add(CounterRandom.bits(first, second, n));
    }
    assertThat(seen).hasSize(100_000);
  }

  // Every engine must draw these.
  @Test
  void bitsArePinned() {
    assertThat(CounterRandom.mix(1)).isEqualTo(pinnedMix(1));
    int first = CounterRandom.firstKey(0x123456789abcdefL, 77, 2);
    int bits = CounterRandom.bits(first, CounterRandom.secondKey(first), 1001);
    assertThat(CounterRandom.uniform(0x123456789abcdefL, 77, 1001, 2))
        .isEqualTo((bits >>> 8) / 16777216f);
    assertThat(CounterRandom.toUniform(-1)).isEqualTo(1 - 0x1p-24f);
  }

  private static int pinnedMix(long x) {
    long mask = 0xffffffffL;
    long h = x;
    h ^= h >> 16;
    h = h * 0x7feb352dL & mask;
    h ^= h >> 15;
    h = h * 0x846ca68bL & mask;
    h ^= h >> 16;
    return (int) h;
  }
}
