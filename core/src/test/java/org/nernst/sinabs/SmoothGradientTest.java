package org.nernst.sinabs;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nernst.engine.GradCheck;
import org.nernst.engine.NeuronCall;
import org.nernst.neuron.Gaussian;
import org.nernst.neuron.Heaviside;
import org.nernst.neuron.MaxSpike;
import org.nernst.neuron.MembraneReset;
import org.nernst.neuron.MembraneSubtract;
import org.nernst.neuron.MultiGaussian;
import org.nernst.neuron.MultiSpike;
import org.nernst.neuron.PeriodicExponential;
import org.nernst.neuron.ResetFunction;
import org.nernst.neuron.SingleExponential;
import org.nernst.neuron.SingleSpike;
import org.nernst.neuron.SpikeFunction;
import org.nernst.neuron.Surrogate;
import org.nernst.nn.Linear;
import org.nernst.tensor.DType;
import org.nernst.tensor.Generator;
import org.nernst.tensor.Tensor;

/// Gradients of layers with smooth spikes against finite differences, in double precision.
class SmoothGradientTest {
  private static final SpikeFunction SMOOTH =
      (states, threshold, surrogate) ->
          SpikeFunction.state(states, "v_mem").minus(threshold).times(4).sigmoid();

  private static Tensor random(int seed, long... shape) {
    return Tensor.rand(new Generator(seed), DType.FLOAT64, shape);
  }

  private static Linear connection() {
    return new Linear(3, 3);
  }

  static Stream<Arguments> layers() {
    return Stream.of(
        Arguments.of("IAF", IAF.builder().spikeFn(SMOOTH).build()),
        Arguments.of("IAF, synapse", IAF.builder().spikeFn(SMOOTH).tauSyn(3).build()),
        Arguments.of("IAF, clip", IAF.builder().spikeFn(SMOOTH).minVMem(-.2).build()),
        Arguments.of("LIF", LIF.builder(7).spikeFn(SMOOTH).build()),
        Arguments.of(
            "LIF, synapse, array",
            LIF.builder(Tensor.of(new float[] {4, 7, 20})).tauSyn(3).spikeFn(SMOOTH).build()),
        Arguments.of(
            "LIF, alphas, not normalised",
            LIF.builder(7).tauSyn(3).trainAlphas(true).normInput(false).spikeFn(SMOOTH).build()),
        Arguments.of("ExpLeak", ExpLeak.builder(7).normInput(true).minVMem(-.5).build()),
        Arguments.of("IAFRecurrent", IAFRecurrent.builder(connection()).spikeFn(SMOOTH).build()),
        Arguments.of(
            "IAFRecurrent, synapse, clip",
            IAFRecurrent.builder(connection()).tauSyn(3).minVMem(-.2).spikeFn(SMOOTH).build()),
        Arguments.of(
            "IAFRecurrent, not spiking", IAFRecurrent.builder(connection()).spikeFn(null).build()),
        Arguments.of("LIFRecurrent", LIFRecurrent.builder(7, connection()).spikeFn(SMOOTH).build()),
        Arguments.of(
            "LIFRecurrent, alphas",
            LIFRecurrent.builder(7, connection())
                .tauSyn(3)
                .trainAlphas(true)
                .spikeFn(SMOOTH)
                .build()));
  }

  /// Two calls, so that gradients also cross the seam.
  @ParameterizedTest(name = "{0}")
  @MethodSource("layers")
  void gradientsOfLayersAreThoseOfFiniteDifferences(String name, StatefulLayer layer) {
    layer.toDouble();
    layer.parameters().forEach(p -> p.requiresGrad(true));
    Map<String, Tensor> leaves = new LinkedHashMap<>(layer.namedParameters());
    leaves.put("first input", random(1, 2, 3, 3).sub(.2).detach().requiresGrad(true));
    leaves.put("second input", random(2, 2, 2, 3).sub(.2).detach().requiresGrad(true));
    Tensor w1 = random(3, 2, 3, 3);
    Tensor w2 = random(4, 2, 2, 3);
    Tensor wv = random(5, 2, 3);
    Supplier<Tensor> loss =
        () -> {
          layer.forgetStates();
          Tensor one = layer.forward(required(leaves, "first input")).mul(w1).sum();
          Tensor two = layer.forward(required(leaves, "second input")).mul(w2).sum();
          return one.add(two).add(layer.vMem().mul(wv).sum());
        };
    if (layer instanceof ExpLeak || name.contains("not spiking")) {
      leaves.remove("spike_threshold");
    }
    GradCheck.of(loss, leaves).orThrow();
  }

  private static Tensor required(Map<String, Tensor> tensors, String name) {
    return java.util.Objects.requireNonNull(tensors.get(name), name);
  }

  static Stream<Arguments> models() {
    Stream.Builder<Arguments> models = Stream.builder();
    for (SpikeFunction spike :
        new SpikeFunction[] {new SingleSpike(), new MultiSpike(), new MaxSpike(2)}) {
      for (ResetFunction reset :
          new ResetFunction[] {
            new MembraneSubtract(), new MembraneSubtract(.7), new MembraneReset(-.1)
          }) {
        models.add(Arguments.of(spike, reset, new SingleExponential()));
      }
    }
    for (Surrogate surrogate :
        new Surrogate[] {
          new Gaussian(), new MultiGaussian(), new PeriodicExponential(), new Heaviside()
        }) {
      models.add(Arguments.of(new MultiSpike(), new MembraneSubtract(), surrogate));
    }
    return models.build();
  }

  @ParameterizedTest(name = "{0}, {1}, {2}")
  @MethodSource("models")
  void gradientsOfSmoothedModelsAreThoseOfFiniteDifferences(
      SpikeFunction spike, ResetFunction reset, Surrogate surrogate) {
    var layer =
        LIF.builder(7)
            .tauSyn(3)
            .minVMem(-1)
            .spikeFn(spike)
            .resetFn(reset)
            .surrogateGradFn(surrogate)
            .build();
    NeuronCall call =
        NeuronCall.of(layer.model().smooth(4))
            .input("input", random(6, 4, 2, 3))
            .state("v_mem", random(7, 2, 3).mul(.5))
            .state("i_syn", random(8, 2, 3).mul(.5))
            .params(layer.parameterValues())
            .build();
    GradCheck.of(call).orThrow();
  }
}
