package org.nernst.viz;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

class TicksTest {
  @Test
  void choosesRoundNumbers() {
    assertThat(Ticks.between(0, 1, 5).labels())
        .containsExactly("0.0", "0.2", "0.4", "0.6", "0.8", "1.0");
    assertThat(Ticks.between(1, 30, 8).labels()).containsExactly("5", "10", "15", "20", "25", "30");
    assertThat(Ticks.between(-0.1, 0.1, 2).labels()).containsExactly("-0.1", "0.0", "0.1");
  }

  @Test
  void staysWithinTheRangeWithEqualSteps() {
    Random random = new Random(11);
    for (int trial = 0; trial < 200; trial++) {
      double low = random.nextGaussian() * Math.pow(10, random.nextInt(7) - 3);
      double high = low + Math.pow(10, random.nextDouble() * 6 - 3);
      double[] at = Ticks.between(low, high, 6).values();
      assertThat(at).hasSizeBetween(2, 10);
      double step = at[1] - at[0];
      for (int i = 0; i < at.length; i++) {
        assertThat(at[i]).isBetween(low - 1e-6 * step, high + 1e-6 * step);
        assertThat(at[i] - at[0]).isCloseTo(i * step, within(1e-6 * step));
      }
    }
  }
}
