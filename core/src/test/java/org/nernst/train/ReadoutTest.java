package org.nernst.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.nernst.nn.TimeAxis;
import org.nernst.tensor.DType;
import org.nernst.tensor.Generator;
import org.nernst.tensor.Tensor;

class ReadoutTest {
  private static final int STEPS = 7;
  private static final int BATCH = 3;
  private static final int CLASSES = 4;

  private final Tensor output =
      Tensor.randn(new Generator(1), DType.FLOAT32, STEPS, BATCH, CLASSES);
  private final double[] values = output.toDoubleArray();

  private double at(int t, int b, int c) {
    return values[(t * BATCH + b) * CLASSES + c];
  }

  /// Compares with a naive version, for both positions of time.
  private void check(Readout readout, Naive naive) {
    double[] first = readout.logits(output, TimeAxis.FIRST).toDoubleArray();
    double[] second = readout.logits(output.transpose(0, 1), TimeAxis.SECOND).toDoubleArray();
    for (int b = 0; b < BATCH; b++) {
      for (int c = 0; c < CLASSES; c++) {
        double[] series = new double[STEPS];
        for (int t = 0; t < STEPS; t++) {
          series[t] = at(t, b, c);
        }
        double expected = naive.of(series);
        assertThat(first[b * CLASSES + c]).isCloseTo(expected, within(1e-5));
        assertThat(second[b * CLASSES + c]).isCloseTo(expected, within(1e-5));
      }
    }
  }

  private interface Naive {
    double of(double[] series);
  }

  private static double sum(double[] series) {
    double sum = 0;
    for (double value : series) {
      sum += value;
    }
    return sum;
  }

  @Test
  void reducesOverTimeWhereverItIs() {
    check(Readout.spikeCount(0.5), s -> 0.5 * sum(s));
    check(Readout.meanMembrane(), s -> sum(s) / s.length);
    check(Readout.lastMembrane(), s -> s[s.length - 1]);
    check(
        Readout.maxMembrane(),
        s -> {
          double max = s[0];
          for (double value : s) {
            max = Math.max(max, value);
          }
          return max;
        });
  }

  @Test
  void theMaximumSendsItsGradientToItsStep() {
    Tensor membrane = Tensor.of(new float[] {0.1f, 0.9f, 0.3f}, 3, 1, 1).requiresGrad(true);
    Readout.maxMembrane().logits(membrane, TimeAxis.FIRST).sum().backward();
    assertThat(membrane.grad().flatten().toFloatArray()).containsExactly(0, 1, 0);
  }

  @Test
  void leavesAnOutputWithoutTimeAsItIs() {
    Tensor logits = output.select(0, 0);
    assertThat(Readout.maxMembrane().logits(logits, TimeAxis.NONE).isSame(logits)).isTrue();
  }

  @Test
  void refusesAnotherRankAndABadScale() {
    assertThatThrownBy(() -> Readout.meanMembrane().logits(output.select(0, 0), TimeAxis.FIRST))
        .hasMessage("expected output (time, batch, class), got (3, 4)");
    assertThatThrownBy(() -> Readout.meanMembrane().logits(output.select(0, 0), TimeAxis.SECOND))
        .hasMessage("expected output (batch, time, class), got (3, 4)");
    assertThatThrownBy(() -> Readout.spikeCount(0)).hasMessage("expected scale > 0, got 0.0");
  }
}
