package org.nernst.nn;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.nernst.sinabs.IAF;
import org.nernst.sinabs.LIF;
import org.nernst.sinabs.LIFRecurrent;
import org.nernst.sinabs.StatefulLayer;
import org.nernst.synapse.Crossover;
import org.nernst.tensor.DType;
import org.nernst.tensor.Generator;
import org.nernst.tensor.Nernst;
import org.nernst.tensor.Tensor;

final class FedLayerTest {
  private final int threads = Nernst.threads();

  @BeforeEach
  void takeSpikes() {
    Crossover.set(1);
    Nernst.threads(2);
  }

  @AfterEach
  void restore() {
    Crossover.reset();
    Nernst.threads(threads);
  }

  /// Outputs, states and rates of two calls, and gradients of all parameters.
  private static List<Tensor> all(Sequential network, List<Tensor> inputs, boolean together) {
    List<Tensor> found = new ArrayList<>();
    Tensor loss = Tensor.scalar(0);
    network.zeroGrad(true);
    StatefulLayer neurons = (StatefulLayer) network.get(1);
    neurons.resetStates();
    for (Tensor x : inputs) {
      Tensor output = together ? network.forward(x).output() : network.forwardAll(x).output();
      found.add(output.detach());
      found.add(neurons.vMem().detach().clone());
      found.add(neurons.firingRate().orElseThrow().detach().clone());
      loss =
          loss.add(output.mul(Tensor.randn(new Generator(2), DType.FLOAT32, output.shape())).sum());
    }
    loss.backward();
    network.parameters().stream()
        .filter(Tensor::requiresGrad)
        .forEach(p -> found.add(Objects.requireNonNull(p.grad()).clone()));
    return found;
  }

  @Test
  void aLinearAndNeuronsGiveTheSameBitsTogetherAsApart() {
    Tensor x = FedCellTest.spikes(3, 0.04, 12, 140, 150);
    List<Tensor> parts = List.of(x.narrow(1, 0, 75), x.narrow(1, 75, 65));
    List<StatefulLayer> layers =
        List.of(
            IAF.builder().build(),
            LIF.builder(10).tauSyn(5).recordStates(true).build(),
            LIFRecurrent.builder(10, new Linear(90, 90)).build());
    for (StatefulLayer neurons : layers) {
      Linear linear = new Linear(150, 90, true, DType.FLOAT32, new Generator(4));
      Sequential network = new Sequential(linear, neurons);
      List<Tensor> together = all(network, parts, true);
      List<Tensor> apart = all(network, parts, false);
      assertThat(together).hasSameSizeAs(apart);
      for (int k = 0; k < apart.size(); k++) {
        assertThat(Arrays.equals(together.get(k).toDoubleArray(), apart.get(k).toDoubleArray()))
            .as("%s, result %d", neurons, k)
            .isTrue();
      }
    }
  }

  @Test
  void aSteadyCurrentGivesTheSameNumbersTogetherAsApart() {
    Tensor x = Tensor.rand(new Generator(6), DType.FLOAT32, 12, 1, 40).expand(12, 70, 40);
    List<Tensor> parts = List.of(x.narrow(1, 0, 40), x.narrow(1, 40, 30));
    Linear linear = new Linear(40, 90, true, DType.FLOAT32, new Generator(4));
    for (StatefulLayer neurons : List.of(IAF.builder().build(), LIF.builder(10).build())) {
      Sequential network = new Sequential(linear, neurons);
      FedCellTest.close(all(network, parts, true), all(network, parts, false));
    }
  }
}
