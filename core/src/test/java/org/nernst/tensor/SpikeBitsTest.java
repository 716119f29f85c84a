package org.nernst.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class SpikeBitsTest {
  private static Tensor words(long... words) {
    return Tensor.of(words, words.length);
  }

  @Test
  void rowsStartOnWords() {
    SpikeBits bits = new SpikeBits(words(1, 2, 3, 0), 2, 65, 4, true);
    assertThat(bits.wordsPerRow()).isEqualTo(2);
    assertThat(bits.word(1, 0)).isEqualTo(3);
    assertThat(bits.density()).isEqualTo(4 / 130.0);
  }

  @Test
  void aTensorForgetsThemWhenItChanges() {
    Tensor raster = Tensor.zeros(3, 4);
    SpikeBits bits = new SpikeBits(words(0, 0, 0), 3, 4, 0, true);
    assertThat(raster.spikeBits()).isNull();
    assertThat(raster.spikeBits(bits).spikeBits()).isSameAs(bits);
    raster.addInPlace(1);
    assertThat(raster.spikeBits()).isNull();
  }

  @Test
  void aTensorForgetsThemWhenTheyAreFreed() {
    Tensor raster = Tensor.zeros(3, 4);
    try (var _ = Scope.open()) {
      raster.spikeBits(new SpikeBits(words(0, 0, 0), 3, 4, 0, true));
      assertThat(raster.spikeBits()).isNotNull();
    }
    assertThat(raster.spikeBits()).isNull();
  }

  @Test
  void refusesWhatDoesNotFit() {
    Tensor three = words(0, 0, 0);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new SpikeBits(three, 2, 65, 0, true))
        .withMessageContaining("at least 4 words of int64 for the bits of (2, 65)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new SpikeBits(three, 3, 4, 13, true))
        .withMessage("expected at most 12 spikes in a raster (3, 4), got 13");
    SpikeBits bits = new SpikeBits(three, 3, 4, 0, true);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Tensor.zeros(4, 4).spikeBits(bits))
        .withMessageContaining("bits of (3, 4)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Tensor.zeros(4, 3).t().spikeBits(bits))
        .withMessageContaining("contiguous");
  }
}
