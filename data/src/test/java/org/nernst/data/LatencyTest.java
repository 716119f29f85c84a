package org.nernst.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.nernst.nn.TimeAxis;
import org.nernst.tensor.DType;
import org.nernst.tensor.Generator;
import org.nernst.tensor.Tensor;

class LatencyTest {
  private final Generator unused = new Generator(0);

  @Test
  void higherValuesSpikeEarlierAndOnce() {
    Tensor values = Tensor.of(new float[] {1, 0.5f, 0.01f, 0, 1.5f}, 1, 5);
    Tensor spikes = new Latency(11, 1, 0).encode(values, TimeAxis.FIRST, unused);
    assertThat(spikes.shape()).containsExactly(11, 1, 5);
    assertThat(spikes.sum(0).flatten().toFloatArray()).containsExactly(1, 1, 1, 0, 1);
    assertThat(time(spikes, 0)).isZero();
    assertThat(time(spikes, 1)).isEqualTo(5);
    assertThat(time(spikes, 2)).isEqualTo(10);
    assertThat(time(spikes, 4)).isZero();
  }

  @Test
  void agreesWithTheFormulaForManyValues() {
    int steps = 9;
    double threshold = 0.2;
    double gain = 1.3;
    Tensor values = Tensor.rand(new Generator(3), DType.FLOAT32, 1, 200);
    Tensor spikes = new Latency(steps, gain, threshold).encode(values, TimeAxis.FIRST, unused);
    float[] x = values.toFloatArray();
    for (int n = 0; n < x.length; n++) {
      float[] train = spikes.select(2, n).flatten().toFloatArray();
      float[] expected = new float[steps];
      double scaled = (float) (x[n] * gain);
      if (scaled > threshold) {
        double early = Math.max(0, (1 - scaled) / (1 - threshold));
        expected[(int) Math.rint(early * (steps - 1))] = 1;
      }
      assertThat(train).as("value %s", x[n]).containsExactly(expected);
    }
  }

  @Test
  void batchFirstIsTheTransposed() {
    Tensor values = Tensor.of(new float[] {0.1f, 0.9f, 0.5f, 0.7f, 0.2f, 0.4f}, 2, 3);
    Tensor first = new Latency(6, 1, 0.15).encode(values, TimeAxis.FIRST, unused);
    Tensor second = new Latency(6, 1, 0.15).encode(values, TimeAxis.SECOND, unused);
    assertThat(second.shape()).containsExactly(2, 6, 3);
    assertThat(second.equal(first.transpose(0, 1))).isTrue();
  }

  @Test
  void refusesAThresholdOutOfRange() {
    assertThatThrownBy(() -> new Latency(5, 0, 0))
        .hasMessage("expected a finite gain > 0, got 0.0");
    assertThatThrownBy(() -> new Latency(5, 1, 1))
        .hasMessage("expected 0 <= threshold < 1, got 1.0");
  }

  private static int time(Tensor spikes, int neuron) {
    return (int) spikes.select(2, neuron).flatten().argmax(0).itemLong();
  }
}
