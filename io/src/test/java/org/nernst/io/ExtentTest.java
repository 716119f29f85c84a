package org.nernst.io;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ExtentTest {
  @Test
  void reachesFromTheFirstToTheLastElement() {
    assertThat(Extent.of("x", 5, List.of(3L, 2L), List.of(1L, 10L)))
        .isEqualTo(new Extent("x", 5, 18));
    assertThat(Extent.of("scalar", 7, List.of(), List.of())).isEqualTo(new Extent("scalar", 7, 8));
  }

  @Test
  void chainsOfOverlapsAreOneGroupAndNeighboursAreNot() {
    Extent a = new Extent("a", 0, 4);
    Extent b = new Extent("b", 3, 8);
    Extent c = new Extent("c", 7, 9);
    Extent inner = new Extent("inner", 1, 2);
    Extent next = new Extent("next", 9, 12);

    assertThat(Extent.groups(List.of(next, c, a, inner, b)))
        .containsExactly(List.of(a, inner, b, c), List.of(next));
    assertThat(Extent.groups(List.of())).isEmpty();
  }
}
