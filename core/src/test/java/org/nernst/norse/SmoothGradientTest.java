package org.nernst.norse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nernst.engine.NeuronCall;
import org.nernst.memory.Layout;
import org.nernst.neuron.NeuronModel;
import org.nernst.tensor.Autograd;
import org.nernst.tensor.DType;
import org.nernst.tensor.Generator;
import org.nernst.tensor.Scope;
import org.nernst.tensor.Tensor;
import org.nernst.tensor.Value;

/// Every neuron with smooth spikes, in double precision: gradients of all that has one against
/// finite differences.
class SmoothGradientTest {
  private static final double EPSILON = 1e-6;
  private static final double TOLERANCE = 1e-5;
  private static final int TIME = 4;
  private static final int BATCH = 2;
  private static final int INPUTS = 4;
  private static final int NEURONS = 3;

  record Neuron(NeuronModel model, int inputs, NorseParameters<?> p) {
    @Override
    public String toString() {
      return model.name();
    }
  }

  static Stream<Neuron> neurons() {
    var adEx = new LIFAdExParameters();
    var refractory = new LIFAdExRefracParameters();
    var lif = new LIFParameters();
    var li = new LIParameters();
    return Stream.of(
        smooth(new LIFAdExCell(), NEURONS, adEx),
        smooth(new LIFAdExRecurrent(INPUTS, NEURONS), INPUTS, adEx),
        smooth(new LIFAdExRefracCell(), NEURONS, refractory),
        smooth(new LIFAdExRefracRecurrent(INPUTS, NEURONS), INPUTS, refractory),
        smooth(new LIFCell(), NEURONS, lif),
        smooth(new LIFRecurrent(INPUTS, NEURONS), INPUTS, lif),
        smooth(new LICell(), NEURONS, li),
        smooth(new LILinearCell(INPUTS, NEURONS), INPUTS, li));
  }

  private static Neuron smooth(NorseModule<?, ?> module, int inputs, NorseParameters<?> p) {
    return new Neuron(module.model().smooth(5), inputs, p);
  }

  @ParameterizedTest
  @MethodSource("neurons")
  void gradientsAreThoseOfFiniteDifferences(Neuron neuron) {
    try (Scope _ = Scope.open()) {
      Map<String, Tensor> leaves = leaves(neuron);
      loss(neuron, leaves).backward();
      try (var _ = Autograd.noGrad()) {
        leaves.forEach((name, leaf) -> assertGradient(neuron, leaves, name, leaf));
      }
    }
  }

  private static void assertGradient(
      Neuron neuron, Map<String, Tensor> leaves, String name, Tensor leaf) {
    Tensor gradient = leaf.grad();
    assertThat(gradient).as("gradient of %s", name).isNotNull();
    double scale = Math.max(1e-3, gradient.abs().max().item());
    double[] found = gradient.toDoubleArray();
    Tensor flat = leaf.view(-1);
    for (int k = 0; k < found.length; k++) {
      try (Scope _ = Scope.open()) {
        double at = flat.get(k);
        Tensor element = flat.narrow(0, k, 1);
        element.fillInPlace(at + EPSILON);
        double above = loss(neuron, leaves).item();
        element.fillInPlace(at - EPSILON);
        double below = loss(neuron, leaves).item();
        element.fillInPlace(at);
        assertThat(found[k])
            .as("gradient of %s[%d]", name, k)
            .isCloseTo((above - below) / (2 * EPSILON), within(TOLERANCE * scale));
      }
    }
  }

  /// Everything that has a gradient, under a name that tells what it is.
  private static Map<String, Tensor> leaves(Neuron neuron) {
    Generator random = new Generator(17);
    Map<String, Tensor> leaves = new LinkedHashMap<>();
    leaves.put("input", Tensor.rand(random, DType.FLOAT64, TIME, BATCH, neuron.inputs).mul(2));
    for (NeuronModel.State state : neuron.model.states()) {
      leaves.put(
          "state " + state.name(), Tensor.rand(random, DType.FLOAT64, BATCH, NEURONS).mul(0.8));
    }
    for (NeuronModel.Param param : neuron.model.params()) {
      if (!param.name().equals("alpha")) {
        double value = neuron.p.values().get(param.name()).number();
        Tensor spread = Tensor.rand(random, DType.FLOAT64, NEURONS).mul(0.1);
        leaves.put("param " + param.name(), spread.mul(Math.abs(value) + 0.1).add(value));
      }
    }
    neuron.model.linears().stream()
        .map(linear -> linear.weightName())
        .forEach(
            weight -> {
              int columns = weight.equals(NorseNeuron.INPUT_WEIGHTS) ? neuron.inputs : NEURONS;
              leaves.put("weight " + weight, Tensor.randn(random, DType.FLOAT64, NEURONS, columns));
            });
    leaves.replaceAll((name, leaf) -> leaf.detach().requiresGrad(true));
    return leaves;
  }

  /// A random combination of outputs and final states.
  private static Tensor loss(Neuron neuron, Map<String, Tensor> leaves) {
    NeuronCall.Builder call =
        NeuronCall.of(neuron.model)
            .dt(0.001)
            .layout(Layout.TIME_MAJOR)
            .input(NorseNeuron.INPUT, leaves.get("input"));
    leaves.forEach(
        (key, leaf) -> {
          String[] parts = key.split(" ", 2);
          switch (parts[0]) {
            case "state" -> call.state(parts[1], leaf);
            case "param" -> call.param(parts[1], Value.of(leaf));
            case "weight" -> call.weight(parts[1], leaf);
            default -> {}
          }
        });
    if (neuron.model.params().stream().anyMatch(param -> param.name().equals("alpha"))) {
      call.param("alpha", 100);
    }
    var result = call.run();
    List<Tensor> seen = new ArrayList<>(result.outputs().values());
    seen.addAll(result.states().values());
    Generator random = new Generator(99);
    Tensor loss = Tensor.scalar(0, DType.FLOAT64);
    for (Tensor tensor : seen) {
      loss = loss.add(tensor.mul(Tensor.randn(random, DType.FLOAT64, tensor.shape())).sum());
    }
    return loss;
  }
}
