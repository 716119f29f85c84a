package org.nernst.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nernst.engine.Engine;

final class NeuronTest {
  @ParameterizedTest
  @EnumSource
  void spikesNowAndThenUnderItsCurrent(Neuron neuron) {
    double rate = SequenceWork.neurons(neuron, Engine.FUSED, Pass.FORWARD, 200, 2, 64).spikeRate();
    assertThat(rate).isBetween(0.01, 0.2);
  }

  @ParameterizedTest
  @EnumSource
  void spikesAsOftenOnBothEngines(Neuron neuron) {
    double fused = SequenceWork.neurons(neuron, Engine.FUSED, Pass.FORWARD, 50, 2, 33).spikeRate();
    double eager = SequenceWork.neurons(neuron, Engine.EAGER, Pass.FORWARD, 50, 2, 33).spikeRate();
    assertThat(fused).isCloseTo(eager, offset(1e-3));
  }
}
