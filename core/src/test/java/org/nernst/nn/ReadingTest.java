package org.nernst.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.nernst.neuron.Reading;
import org.nernst.norse.LIFAdEx;
import org.nernst.norse.LIFAdExRecurrent;
import org.nernst.sinabs.IAF;
import org.nernst.sinabs.IAFRecurrent;
import org.nernst.stream.StreamingNetwork;
import org.nernst.tensor.DType;
import org.nernst.tensor.Generator;
import org.nernst.tensor.Tensor;

/// Layers that hand on the sum or the last value of their output.
class ReadingTest {
  private static Tensor input(long... shape) {
    return Tensor.rand(new Generator(2), DType.FLOAT32, shape).mul(2);
  }

  @Test
  void norsesLayersSumAndTakeTheLast() {
    Tensor x = input(40, 3, 5);
    LIFAdEx layer = new LIFAdEx();
    Tensor spikes = layer.forward(x).output();
    layer.reading(Reading.SUM);
    assertThat(layer.forward(x).output().equal(spikes.sum(0))).isTrue();
    layer.reading(Reading.LAST);
    assertThat(layer.forward(x).output().equal(spikes.select(0, -1))).isTrue();
    LIFAdExRecurrent recurrent = new LIFAdExRecurrent(5, 4);
    Tensor every = recurrent.forward(x).output();
    recurrent.reading(Reading.SUM);
    assertThat(recurrent.forward(x).output().equal(every.sum(0))).isTrue();
  }

  @Test
  void sinabsLayersKeepTheirStatesAndRates() {
    Tensor x = input(3, 40, 5);
    IAF layer = new IAF();
    Tensor spikes = layer.forward(x);
    Tensor state = layer.vMem().clone();
    double rate = layer.firingRate().orElseThrow().item();
    layer.resetStates();
    layer.reading(Reading.SUM);
    assertThat(layer.forward(x).equal(spikes.sum(1))).isTrue();
    assertThat(layer.vMem().equal(state)).isTrue();
    assertThat(layer.firingRate().orElseThrow().item())
        .isCloseTo(rate, org.assertj.core.api.Assertions.within(1e-6));
    layer.resetStates();
    layer.reading(Reading.LAST);
    assertThat(layer.forward(x).equal(spikes.select(1, -1))).isTrue();
    assertThat(layer.firingRate()).isEmpty();
  }

  @Test
  void recurrentLayersReadInOneRunAndStepByStep() {
    Tensor x = input(3, 40, 5);
    Linear linear = new Linear(5, 5);
    for (Module connection : new Module[] {linear, new Sequential(linear)}) {
      IAFRecurrent layer = new IAFRecurrent(connection);
      Tensor spikes = layer.forward(x);
      for (Reading reading : new Reading[] {Reading.SUM, Reading.LAST}) {
        layer.resetStates();
        layer.reading(reading);
        Tensor expected = reading == Reading.SUM ? spikes.sum(1) : spikes.select(1, -1);
        assertThat(layer.forward(x).equal(expected)).isTrue();
      }
    }
  }

  @Test
  void aStreamRefusesAnythingButEveryStep() {
    IAF layer = new IAF();
    layer.reading(Reading.SUM);
    Sequential network = new Sequential(new Linear(3, 4), layer);
    assertThatThrownBy(() -> StreamingNetwork.of(network))
        .isInstanceOf(UnsupportedOperationException.class)
        .hasMessageContaining("hands on SUM of its output; expected reading EVERY_STEP");
  }

  @Test
  void compilingKeepsTheReading() {
    LIFAdEx layer = new LIFAdEx();
    layer.reading(Reading.SUM);
    layer.compile();
    Tensor sum = layer.forward(input(9, 2, 5).requiresGrad(true)).output();
    assertThat(sum.shape()).containsExactly(2, 5);
    sum.sum().backward();
  }
}
