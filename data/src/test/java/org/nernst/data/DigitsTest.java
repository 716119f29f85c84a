package org.nernst.data;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DigitsTest {
  private final TensorDataset digits = Digits.load();

  @Test
  void holdsAllExamplesInTheirClasses() {
    assertThat(digits.size()).isEqualTo(1797);
    int[] counts = new int[Digits.CLASSES];
    for (int i = 0; i < digits.size(); i++) {
      counts[digits.label(i)]++;
    }
    // The counts that the UCI repository gives for this part.
    assertThat(counts).containsExactly(178, 182, 177, 183, 181, 182, 181, 179, 174, 180);
  }

  @Test
  void scalesSixteenGreyLevelsToOne() {
    float low = 1;
    float high = 0;
    for (int i = 0; i < digits.size(); i++) {
      for (float pixel : digits.sample(i).values()) {
        low = Math.min(low, pixel);
        high = Math.max(high, pixel);
        assertThat(pixel * 16 % 1).isZero();
      }
    }
    assertThat(low).isZero();
    assertThat(high).isEqualTo(1);
  }

  @Test
  void theFirstExampleIsAZero() {
    Sample first = digits.sample(0);
    assertThat(first.label()).isZero();
    assertThat(first.values()).hasSize(64).startsWith(0f, 0f, 5 / 16f, 13 / 16f, 9 / 16f, 1 / 16f);
    assertThat(digits.inputShape()).containsExactly(64);
  }
}
