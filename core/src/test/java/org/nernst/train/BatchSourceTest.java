package org.nernst.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class BatchSourceTest {
  private final BatchSource source = Toy.source(3, 4);

  private static List<double[]> targets(Iterable<Batch> batches) {
    List<double[]> targets = new ArrayList<>();
    batches.forEach(batch -> targets.add(batch.targets().toDoubleArray()));
    return targets;
  }

  @Test
  void anEpochMayBeginAtAnyBatch() {
    List<double[]> all = targets(source.epoch(1));
    for (int first = 0; first <= 3; first++) {
      List<double[]> rest = targets(source.epoch(1, first));
      assertThat(rest).hasSize(3 - first);
      for (int i = 0; i < rest.size(); i++) {
        assertThat(rest.get(i)).containsExactly(all.get(first + i));
      }
    }
  }

  @Test
  void refusesToBeginBehindTheEnd() {
    assertThatThrownBy(() -> source.epoch(0, 4).iterator())
        .hasMessage("expected an epoch of at least 4 batches, got 3");
  }
}
