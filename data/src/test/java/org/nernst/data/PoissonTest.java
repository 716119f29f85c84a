package org.nernst.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.nernst.nn.TimeAxis;
import org.nernst.tensor.Generator;
import org.nernst.tensor.Tensor;

class PoissonTest {
  @Test
  void spikesAsOftenAsTheValueSays() {
    int steps = 20_000;
    Tensor values = Tensor.of(new float[] {0, 0.1f, 0.5f, 1, 2}, 1, 5);
    Tensor spikes = new Poisson(steps, 0.6).encode(values, TimeAxis.FIRST, new Generator(8));
    double[] rates = spikes.mean(0).flatten().toDoubleArray();
    double[] expected = {0, 0.06, 0.3, 0.6, 1};
    for (int i = 0; i < rates.length; i++) {
      // Four standard deviations of the mean.
      double deviation = 4 * Math.sqrt(expected[i] * (1 - expected[i]) / steps);
      assertThat(rates[i]).isCloseTo(expected[i], within(deviation + 1e-12));
    }
  }

  @Test
  void givesZerosAndOnesOnTheWantedAxis() {
    Tensor values = Tensor.of(new float[] {0.3f, 0.9f, 0.5f, 0.2f, 0.4f, 0.6f}, 2, 3);
    Tensor spikes = new Poisson(7, 1).encode(values, TimeAxis.SECOND, new Generator(1));
    assertThat(spikes.shape()).containsExactly(2, 7, 3);
    assertThat(spikes.toFloatArray()).containsOnly(0f, 1f);
  }

  @Test
  void refusesARateThatIsNotPositive() {
    assertThatThrownBy(() -> new Poisson(5, 0)).hasMessage("expected a finite gain > 0, got 0.0");
    assertThatThrownBy(() -> new Poisson(0, 1)).hasMessage("expected steps >= 1, got 0");
  }
}
