package org.nernst.nn;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.nernst.tensor.Tensor;

class LeadingTest {
  private final List<List<Long>> seen = new ArrayList<>();

  private Tensor sums(Tensor x) {
    seen.add(java.util.Arrays.stream(x.shape()).boxed().toList());
    return x.sum(-1);
  }

  @Test
  void makesAllLeadingAxesOneBatchAndGivesThemBack() {
    Tensor x = Tensor.arange(120).toFloat().reshape(2, 3, 4, 5);
    Tensor y = Leading.flattened("L", "a, b", 2, x, this::sums);
    assertThat(y.equal(x.sum(-1))).isTrue();
    assertThat(seen).containsExactly(List.of(6L, 4L, 5L));
  }

  @Test
  void addsAndTakesAwayABatchOfOne() {
    Tensor y = Leading.flattened("L", "a, b", 2, Tensor.ones(4, 5), this::sums);
    assertThat(y.shape()).containsExactly(4);
    assertThat(seen).containsExactly(List.of(1L, 4L, 5L));
  }

  @Test
  void runsOnceForEntriesThatAreOneAndTheSame() {
    Tensor x = Tensor.arange(10).toFloat().reshape(2, 1, 5).expand(2, 7, 5);
    Tensor y = Leading.once(1, x, this::sums);
    assertThat(y.equal(x.sum(-1))).isTrue();
    assertThat(seen).containsExactly(List.of(2L, 1L, 5L));
    Tensor ownAxisExpanded = Tensor.ones(3, 1).expand(3, 5);
    assertThat(Leading.once(1, ownAxisExpanded, this::sums).toFloatArray()).containsOnly(5);
    assertThat(seen.getLast()).containsExactly(3L, 5L);
  }

  @Test
  void otherNonContiguousInputsStayWhatTheyAre() {
    Tensor x = Tensor.arange(12).toFloat().reshape(3, 4).transpose(0, 1);
    assertThat(Leading.once(1, x, this::sums).equal(x.sum(-1))).isTrue();
    assertThat(seen).containsExactly(List.of(4L, 3L));
  }
}
