package org.nernst.engine.fused;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TilingTest {
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 3, 8, 9, 20, 100})
  void checkpointsStayBelowATenthOfInputOutputAndGradient(int states) {
    int steps = Tiling.blockSteps(states);
    assertThat(steps).isGreaterThanOrEqualTo(32);
    assertThat((double) states / steps).isLessThan(0.1 * 3);
  }
}
