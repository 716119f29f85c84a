package org.nernst.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PhiloxTest {

  private static int[] block(long key, long low, long high) {
    int[] out = new int[4];
    Philox.block(key, low, high, out);
    return out;
  }

  @Test
  void givesTheKnownAnswersOfRandom123() {
    assertThat(block(0, 0, 0)).containsExactly(0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8);
    assertThat(block(-1, -1, -1)).containsExactly(0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd);
    assertThat(block(0x299f31d0a4093822L, 0x85a308d3243f6a88L, 0x0370734413198a2eL))
        .containsExactly(0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1);
  }

  @Test
  void unitsStayBelowOne() {
    assertThat(Philox.unit(-1L)).isEqualTo(1 - 0x1.0p-53);
    assertThat(Philox.unit(-1)).isEqualTo(1 - 0x1.0p-24f);
    assertThat(Philox.unit(0L)).isZero();
  }

  @Test
  void pairsPutTheFirstWordLow() {
    assertThat(Philox.pair(new int[] {-1, 1, 2, 3}, 0)).isEqualTo(0x1FFFFFFFFL);
    assertThat(Philox.pair(new int[] {0, 1, 2, 3}, 2)).isEqualTo(0x300000002L);
  }
}
