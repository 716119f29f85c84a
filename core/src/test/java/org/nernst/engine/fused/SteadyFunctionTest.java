package org.nernst.engine.fused;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nernst.engine.Engine;
import org.nernst.engine.NeuronCall;
import org.nernst.engine.NeuronResult;
import org.nernst.memory.Layout;
import org.nernst.neuron.NeuronModel;
import org.nernst.neuron.Surrogates;
import org.nernst.tensor.Autograd;
import org.nernst.tensor.DType;
import org.nernst.tensor.Generator;
import org.nernst.tensor.Nernst;
import org.nernst.tensor.Scope;
import org.nernst.tensor.Tensor;
import org.nernst.tensor.Value;

class SteadyFunctionTest {
  private static final int[] STEPS = {2, 31, 32, 33, 70};
  private static final int[] NEURONS = {1, 3, 16, 17, 257, 1000};

  private record Setting(
      NeuronModel model, Layout layout, Tensor current, int steps, Tensor v, Tensor threshold) {
    static Setting of(Random random, Layout layout, DType dtype) {
      NeuronModel model =
          random.nextBoolean() ? Neurons.lif(Surrogates.superSpike(10)) : Neurons.adEx();
      int batch = 1 + random.nextInt(4);
      int neurons = NEURONS[random.nextInt(NEURONS.length)];
      int steps = STEPS[random.nextInt(STEPS.length)];
      Generator generator = new Generator(random.nextLong());
      Tensor current =
          layout == Layout.TIME_MAJOR
              ? Tensor.randn(generator, dtype, 1, batch, neurons)
              : Tensor.randn(generator, dtype, batch, 1, neurons);
      return new Setting(
          model,
          layout,
          current.add(0.7).requiresGrad(true),
          steps,
          Tensor.randn(generator, dtype, batch, neurons).mul(0.1).requiresGrad(true),
          Tensor.rand(generator, dtype, neurons).add(0.5).requiresGrad(true));
    }

    SteadyCurrent steady() {
      long[] shape = current.shape();
      shape[layout.timeDim()] = steps;
      return new SteadyCurrent(current, shape);
    }

    NeuronCall call() {
      return NeuronCall.of(model)
          .input("current", steady().whole())
          .states(Map.of("v", v))
          .params(Map.of("v_th", Value.param(threshold)))
          .dt(0.001)
          .layout(layout)
          .build();
    }

    NeuronResult run() {
      NeuronResult result = FusedEngine.instance().run(call(), steady());
      if (result == null) {
        throw new AssertionError("expected a run on one step of the current");
      }
      return result;
    }

    /// Gradients of current, state and threshold.
    List<@Nullable Tensor> gradients(NeuronResult result) {
      List<Tensor> results = new ArrayList<>(result.outputs().values());
      results.addAll(result.states().values());
      List<Tensor> arriving = new ArrayList<>();
      for (Tensor tensor : results) {
        arriving.add(Tensor.randn(new Generator(arriving.size()), tensor.dtype(), tensor.shape()));
      }
      return Autograd.grad(results, List.of(current, v, threshold), arriving, false, false, true);
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Layout.class,
      names = {"TIME_MAJOR", "BATCH_MAJOR"})
  void numbersAreThoseOfARunOnAllSteps(Layout layout) {
    long seed = 12;
    Random random = new Random(seed);
    for (int round = 0; round < 24; round++) {
      DType dtype = round % 2 == 0 ? DType.FLOAT64 : DType.FLOAT32;
      try (var _ = Scope.open()) {
        Setting setting = Setting.of(random, layout, dtype);
        String what = "seed %d, round %d, %s".formatted(seed, round, setting);
        NeuronResult steady = setting.run();
        NeuronResult whole = FusedEngine.instance().run(setting.call());
        assertThat(steady.output("spikes").equal(whole.output("spikes"))).as(what).isTrue();
        List<@Nullable Tensor> gradients = setting.gradients(steady);
        List<@Nullable Tensor> expected = setting.gradients(whole);
        for (int k = 0; k < expected.size(); k++) {
          double scale = 1 + expected.get(k).abs().max().item();
          assertThat(gradients.get(k).shape()).isEqualTo(expected.get(k).shape());
          assertThat(gradients.get(k).sub(expected.get(k)).abs().max().item() / scale)
              .as("%s, gradient %d", what, k)
              .isLessThan(dtype == DType.FLOAT64 ? 1e-12 : 1e-5);
        }
      }
    }
  }

  @Test
  void noBitDependsOnThreadsOrNeighbours() {
    Generator generator = new Generator(3);
    Tensor wide = Tensor.randn(generator, DType.FLOAT32, 1, 5, 4000).add(0.7).requiresGrad(true);
    Tensor one = wide.detach().narrow(1, 2, 1).narrow(2, 1234, 77).contiguous().requiresGrad(true);
    int before = Nernst.threads();
    try {
      Nernst.threads(1);
      Tensor alone = gradient(wide);
      Tensor some = gradient(one);
      Nernst.threads(3);
      assertThat(gradient(wide).equal(alone)).isTrue();
      assertThat(alone.narrow(1, 2, 1).narrow(2, 1234, 77).equal(some)).isTrue();
    } finally {
      Nernst.threads(before);
    }
  }

  private static Tensor gradient(Tensor current) {
    long[] shape = current.shape();
    shape[0] = 70;
    SteadyCurrent steady = new SteadyCurrent(current, shape);
    NeuronCall call =
        NeuronCall.of(Neurons.adEx())
            .input("current", steady.whole())
            .dt(0.001)
            .layout(Layout.TIME_MAJOR)
            .build();
    Tensor spikes = FusedEngine.instance().run(call, steady).output("spikes");
    return Autograd.grad(List.of(spikes.sum()), List.of(current), null, false, false, false)
        .getFirst();
  }

  @Test
  void aCurrentThatParametersWidenIsRunInAllSteps() {
    Tensor current = Tensor.ones(1, 1, 3).requiresGrad(true);
    SteadyCurrent steady = new SteadyCurrent(current, new long[] {5, 1, 3});
    NeuronCall call =
        NeuronCall.of(Neurons.adEx())
            .input("current", steady.whole())
            .params(Map.of("v_th", Value.of(Tensor.ones(4, 3))))
            .dt(0.001)
            .layout(Layout.TIME_MAJOR)
            .build();
    assertThat(FusedEngine.instance().run(call, steady)).isNull();
  }

  @Test
  void aCurrentThatIsNotDenseIsRunInAllSteps() {
    Tensor current = Tensor.randn(new Generator(2), DType.FLOAT32, 40, 3).t().unsqueeze(0);
    SteadyCurrent steady = new SteadyCurrent(current.requiresGrad(true), new long[] {5, 3, 40});
    NeuronCall call =
        NeuronCall.of(Neurons.adEx())
            .input("current", steady.whole())
            .dt(0.001)
            .layout(Layout.TIME_MAJOR)
            .build();
    assertThat(FusedEngine.instance().run(call, steady)).isNull();
    Tensor spikes = steady.run(Engine.FUSED, call).output("spikes");
    assertThat(spikes.equal(FusedEngine.instance().run(call).output("spikes"))).isTrue();
  }
}
