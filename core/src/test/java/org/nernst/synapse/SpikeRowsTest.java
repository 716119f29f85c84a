package org.nernst.synapse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

final class SpikeRowsTest {
  @Test
  void keepsRowsAndBeginsValuesWithTheFirstThatIsNotOne() {
    SpikeRows rows = new SpikeRows(200);
    for (int k = 0; k < 100; k++) {
      rows.add(k);
    }
    rows.endRow();
    rows.endRow();
    assertThat(rows.isWeighted()).isFalse();
    for (int k = 0; k < 100; k++) {
      rows.add(k + 3, k == 50 ? -2 : 1);
    }
    rows.endRow();
    assertThat(rows.rows()).isEqualTo(3);
    assertThat(rows.count()).isEqualTo(200);
    assertThat(rows.starts).startsWith(0, 100, 100, 200);
    assertThat(rows.indices[99]).isEqualTo(99);
    assertThat(rows.indices[100]).isEqualTo(3);
    assertThat(rows.values()).startsWith(1).contains(-2);
    assertThat(rows.values()[150]).isEqualTo(-2);
    assertThat(rows.values()[199]).isEqualTo(1);
    rows.clear();
    rows.add(7);
    rows.endRow();
    assertThat(rows.count()).isEqualTo(1);
    assertThat(rows.isWeighted()).isFalse();
  }

  @Test
  void refusesColumnsOutOfRangeOrOrder() {
    SpikeRows rows = new SpikeRows(4);
    rows.add(3);
    rows.endRow();
    rows.add(0);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> rows.add(0))
        .withMessage("row 1: expected a column above 0 and below 4, got 0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> rows.add(4))
        .withMessage("row 1: expected a column above 0 and below 4, got 4");
    assertThatIllegalArgumentException().isThrownBy(() -> rows.add(-1));
  }
}
