package org.nernst.neuron;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Map;
import org.junit.jupiter.api.Test;

final class SpikeDrawTest {
  private static double probability(SpikeDraw draw, double x) {
    return ScalarOracle.value(draw.probability(Expr.param("x")), Map.of("x", x));
  }

  @Test
  void probabilitiesAreNorses() {
    for (double x = -2; x <= 2; x += 0.5) {
      assertThat(probability(SpikeDraw.logistic(3), x))
          .isCloseTo(0.5 + 0.5 * Math.tanh(3 * x), within(1e-12));
      assertThat(probability(SpikeDraw.circDist(0.7), x))
          .isCloseTo(0.5 + 0.5 * x / Math.sqrt(x * x + 0.49), within(1e-12));
    }
  }

  @Test
  void aDrawComparesWithItsOwnStream() {
    assertThat(SpikeDraw.logistic(1).draw(Expr.param("x"), 5))
        .asString()
        .startsWith("[uniform(5) <");
  }

  @Test
  void impossibleArgumentsAreRefused() {
    assertThatThrownBy(() -> SpikeDraw.circDist(0)).hasMessageContaining("alpha > 0");
    assertThatThrownBy(() -> SpikeDraw.logistic(Double.NaN)).hasMessageContaining("finite k");
  }
}
