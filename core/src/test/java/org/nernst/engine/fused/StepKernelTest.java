package org.nernst.engine.fused;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nernst.engine.NeuronCall;
import org.nernst.engine.NeuronResult;
import org.nernst.memory.Layout;
import org.nernst.neuron.Expr;
import org.nernst.neuron.NeuronModel;
import org.nernst.neuron.Surrogates;
import org.nernst.tensor.DType;
import org.nernst.tensor.Generator;
import org.nernst.tensor.Scope;
import org.nernst.tensor.Tensor;
import org.nernst.tensor.Value;

class StepKernelTest {
  private static final int STEPS = 8;

  private static MemorySegment vector(StepKernel kernel) {
    return Arena.ofAuto().allocate(kernel.bytes(), StepKernel.ALIGNMENT);
  }

  /// A kernel on memory of its own.
  private static final class Layer {
    final StepKernel kernel;
    final MemorySegment input;
    final MemorySegment output;
    final List<MemorySegment> states = new ArrayList<>();
    final StepKernel.Bound bound;

    Layer(StepKernel kernel) {
      this.kernel = kernel;
      input = vector(kernel);
      output = vector(kernel);
      kernel.states().forEach(_ -> states.add(vector(kernel)));
      bound =
          kernel.bind(
              new long[] {input.address()},
              states.stream().mapToLong(MemorySegment::address).toArray(),
              output.address());
      bound.start();
    }

    float[] step(float[] x) {
      MemorySegment.copy(x, 0, input, ValueLayout.JAVA_FLOAT, 0, x.length);
      bound.step();
      return values(output);
    }

    float[] values(MemorySegment vector) {
      float[] values = new float[kernel.width()];
      MemorySegment.copy(vector, ValueLayout.JAVA_FLOAT, 0, values, 0, values.length);
      return values;
    }
  }

  private static void compare(
      FusedEngine engine, boolean vectors, NeuronModel model, int width, long seed) {
    Generator generator = new Generator(seed);
    Map<String, Value> params = new HashMap<>();
    for (NeuronModel.Param p : model.params()) {
      switch (generator.nextInt(3)) {
        case 0 -> params.put(p.name(), Value.of(0.2 + generator.nextDouble()));
        case 1 ->
            params.put(p.name(), Value.of(Tensor.rand(generator, DType.FLOAT32, width).add(0.2)));
        default -> {}
      }
    }
    Layer layer = new Layer(new StepKernel(model, params, 0.1, width, vectors));
    Map<String, Tensor> states = Map.of();
    for (int t = 0; t < STEPS; t++) {
      Tensor x = Tensor.randn(generator, DType.FLOAT32, 1, width);
      NeuronResult expected =
          engine.run(
              NeuronCall.of(model)
                  .layout(Layout.STEP)
                  .dt(0.1)
                  .params(params)
                  .input(model.inputs().getFirst(), x)
                  .states(states)
                  .build());
      states = expected.states();
      String context = "seed %d, width %d%n%s".formatted(seed, width, model.equations());
      assertThat(layer.step(x.toFloatArray()))
          .as(context)
          .containsExactly(expected.outputs().values().iterator().next().toFloatArray());
      for (int s = 0; s < layer.states.size(); s++) {
        Tensor state = expected.state(layer.kernel.states().get(s));
        assertThat(layer.values(layer.states.get(s)))
            .as(context)
            .containsExactly(state.toFloatArray());
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 5, 16, 17, 100})
  void givesWhatTheEngineGives(int width) {
    try (Scope _ = Scope.open()) {
      NeuronModel lif = Neurons.lif(Surrogates.superSpike(100));
      compare(new FusedEngine(Kernels.forThisJvm(), 32, 0), true, lif, width, 5);
      compare(new FusedEngine(Kernels.SCALAR, 32, 0), false, lif, width, 6);
    }
  }

  @Test
  void randomNeuronsGiveWhatTheEngineGives() {
    FusedEngine engine = new FusedEngine(Kernels.SCALAR, 32, 0);
    int compared = 0;
    for (long seed = 1; seed <= 120; seed++) {
      NeuronModel model = RandomNeurons.draw(new Generator(seed), 2 + (int) seed / 5);
      boolean draws = new Leaves(model).streams.length > 0;
      if (model.inputs().size() == 1 && !draws) {
        try (Scope _ = Scope.open()) {
          compare(engine, false, model, 1 + (int) seed % 40, seed);
        }
        compared++;
      }
    }
    assertThat(compared).isGreaterThan(20);
  }

  @Test
  void statesThatStartFromParametersStartThere() {
    NeuronModel leaky = Neurons.lif(Surrogates.superSpike(100));
    Tensor leak = Tensor.of(new float[] {-1, 0.25f, 3}, 3);
    Layer layer = new Layer(new StepKernel(leaky, Map.of("v_leak", Value.of(leak)), 1e-3, 3, true));
    assertThat(layer.kernel.states()).containsExactly("i", "v");
    assertThat(layer.values(layer.states.get(1))).containsExactly(-1, 0.25f, 3);
    layer.step(new float[] {1, 2, 3});
    layer.bound.start();
    assertThat(layer.values(layer.states.get(1))).containsExactly(-1, 0.25f, 3);
    assertThat(layer.values(layer.states.get(0))).containsExactly(0, 0, 0);
  }

  @Test
  void tellsWhatLinearMapsItNeeds() {
    NeuronModel model =
        NeuronModel.define(
            "mapped",
            n -> {
              Expr z = n.state("z");
              Expr sum = n.linear("in", n.input("x")).plus(n.linear("rec", z));
              n.next(z, sum.plus(n.input("x")));
              n.output("y", sum);
            });
    StepKernel kernel = new StepKernel(model, Map.of(), 1, 4, true);
    assertThat(kernel.inputs())
        .containsExactlyInAnyOrder(
            new StepKernel.Input(null, -1),
            new StepKernel.Input("in", -1),
            new StepKernel.Input("rec", 0));
  }

  @Test
  void saysWhatItCanNotRun() {
    requireRefused(
        NeuronModel.define("noisy", n -> n.output("y", n.input("x").plus(Expr.uniform(0)))),
        "it draws random numbers");
    requireRefused(
        NeuronModel.define("two", n -> n.output("y", n.input("a").plus(n.input("b")))),
        "it has several inputs: [a, b]");
    requireRefused(
        NeuronModel.define("deep", n -> n.output("y", n.linear("w", n.input("x").times(2)))),
        "a linear map of it reads more than an input or a state");
    requireRefused(
        NeuronModel.define(
            "long",
            n -> {
              Expr x = n.input("x");
              for (int k = 0; k < 400; k++) {
                x = x.times(0.5).plus(k);
              }
              n.output("y", x);
            }),
        "its step has more than the 300 operations of a kernel");
    NeuronModel lif = Neurons.lif(Surrogates.superSpike(100));
    Map<String, Value> two = Map.of("v_th", Value.of(Tensor.ones(2)));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new StepKernel(lif, two, 1e-3, 3, true))
        .withMessage("expected parameter v_th of neuron lif with one value or 3, got shape (2)");
  }

  private static void requireRefused(NeuronModel model, String message) {
    assertThatExceptionOfType(UnsupportedOperationException.class)
        .isThrownBy(() -> new StepKernel(model, Map.of(), 1, 4, true))
        .withMessage(message);
  }
}
