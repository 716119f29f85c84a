package org.nernst.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.nernst.tensor.Tensor;

class BatchTest {
  @Test
  void knowsItsSizeFromTheTargetsWhereverTimeIs() {
    assertThat(new Batch(Tensor.zeros(9, 2, 4), Tensor.of(new long[] {0, 1})).size()).isEqualTo(2);
  }

  @Test
  void refusesTargetsThatAreNotClasses() {
    Tensor inputs = Tensor.zeros(2, 4);
    assertThatThrownBy(() -> new Batch(inputs, Tensor.zeros(2)))
        .hasMessage("expected targets (batch) of an integer dtype, got (2) of float32");
    assertThatThrownBy(() -> new Batch(inputs, Tensor.of(new long[] {0, 1}, 2, 1)))
        .hasMessage("expected targets (batch) of an integer dtype, got (2, 1) of int64");
  }
}
