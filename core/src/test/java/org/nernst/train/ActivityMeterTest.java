package org.nernst.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.nernst.nn.Linear;
import org.nernst.nn.Sequential;
import org.nernst.nn.TimeFirst;
import org.nernst.norse.LI;
import org.nernst.norse.LIF;
import org.nernst.sinabs.ExpLeak;
import org.nernst.sinabs.IAF;
import org.nernst.sinabs.IAFRecurrent;
import org.nernst.tensor.Autograd;
import org.nernst.tensor.DType;
import org.nernst.tensor.Generator;
import org.nernst.tensor.Tensor;

class ActivityMeterTest {
  private final Tensor input = Tensor.rand(new Generator(1), DType.FLOAT32, 12, 3, 5).mul(0.6);

  @Test
  void countsSpikesPerNeuronAndStepAgainstANaiveVersion() {
    LIF neurons = new LIF();
    Sequential network = new Sequential(neurons, new LI());
    Tensor masked = input.clone();
    masked.select(2, 3).zeroInPlace();
    List<LayerActivity> layers;
    double[] raster;
    try (ActivityMeter meter = new ActivityMeter(network)) {
      network.forward(masked);
      raster = neurons.forward(masked).output().toDoubleArray();
      layers = meter.activity();
    }
    double total = 0;
    double[] perNeuron = new double[5];
    for (int i = 0; i < raster.length; i++) {
      total += raster[i];
      perNeuron[i % 5] += raster[i];
    }
    int dead = 0;
    for (double count : perNeuron) {
      dead += count == 0 ? 1 : 0;
    }
    assertThat(total).isPositive();
    assertThat(dead).isPositive();
    assertThat(layers).hasSize(1);
    LayerActivity layer = layers.getFirst();
    assertThat(layer.name()).isEqualTo("0");
    assertThat(layer.neurons()).isEqualTo(5);
    assertThat(layer.spikeRate()).isCloseTo(total / raster.length, within(1e-9));
    assertThat(layer.deadNeurons()).isEqualTo(dead);
  }

  @Test
  void sumsOverCalls() {
    IAF neurons = new IAF();
    Tensor batchFirst = input.transpose(0, 1);
    try (ActivityMeter meter = new ActivityMeter(neurons);
        var _ = Autograd.noGrad()) {
      double spikes = neurons.forward(batchFirst).sum().item();
      neurons.resetStates();
      spikes += neurons.forward(batchFirst.narrow(0, 0, 2)).sum().item();
      assertThat(meter.activity().getFirst().spikeRate())
          .isCloseTo(spikes / (5 * 12 * 5), within(1e-9));
    }
  }

  @Test
  void countsNeuronsOnceAndLeavesReadoutsOut() {
    Sequential network =
        new Sequential(
            TimeFirst.of(new IAFRecurrent(new Linear(5, 5))),
            new LIF(),
            TimeFirst.of(new ExpLeak(10)));
    try (ActivityMeter meter = new ActivityMeter(network)) {
      network.forward(input);
      assertThat(meter.activity()).extracting(LayerActivity::name).containsExactly("0.module", "1");
    }
  }

  @Test
  void countsNothingAfterItIsClosed() {
    LIF neurons = new LIF();
    ActivityMeter meter = new ActivityMeter(neurons);
    assertThat(meter.activity()).isEmpty();
    meter.close();
    neurons.forward(input);
    assertThat(meter.activity()).isEmpty();
  }
}
