package org.nernst.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class SubsetTest {
  private static final TensorDataset WHOLE =
      new TensorDataset(new float[] {10, 11, 12, 13}, new int[] {0, 1, 2, 3}, 1);

  @Test
  void givesTheChosenExamplesInTheirOrder() {
    Subset subset = new Subset(WHOLE, 3, 1);
    assertThat(subset.size()).isEqualTo(2);
    assertThat(subset.sample(0).values()).containsExactly(13);
    assertThat(subset.label(1)).isEqualTo(1);
    assertThat(subset.indices()).containsExactly(3, 1);
    assertThat(subset.inputShape()).containsExactly(1);
  }

  @Test
  void firstTakesNoMoreThanThereAre() {
    assertThat(Subset.first(WHOLE, 2).size()).isEqualTo(2);
    assertThat(Subset.first(WHOLE, 2).label(1)).isEqualTo(1);
    assertThat(Subset.first(WHOLE, 9)).isSameAs(WHOLE);
  }

  @Test
  void refusesExamplesThatAreNotThere() {
    assertThatThrownBy(() -> new Subset(WHOLE, 0, 4)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> new Subset(WHOLE, 0).sample(1))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> Subset.first(WHOLE, -1)).hasMessage("expected count >= 0, got -1");
  }
}
