package org.nernst.engine.fused;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.nernst.engine.Engine;
import org.nernst.engine.NeuronCall;
import org.nernst.engine.NeuronEngine;
import org.nernst.engine.eager.EagerEngine;
import org.nernst.memory.Layout;
import org.nernst.neuron.Expr;
import org.nernst.neuron.NeuronModel;
import org.nernst.neuron.Surrogates;
import org.nernst.tensor.Autograd;
import org.nernst.tensor.DType;
import org.nernst.tensor.Generator;
import org.nernst.tensor.Nernst;
import org.nernst.tensor.Scope;
import org.nernst.tensor.Tensor;
import org.nernst.tensor.Value;

final class FusedEngineTest {
  private static final int BLOCK = 4;
  private static final long[] SIZES = {1, 3, 8, 15, 16, 17, 31, 33, 64, 257, 1000};
  private static final int[] LENGTHS = {1, 2, BLOCK - 1, BLOCK, BLOCK + 1, 3 * BLOCK + 5};

  private static void compare(
      FusedEngine engine, NeuronModel model, DType dtype, Layout layout, long[] timed, long seed) {
    try (Scope _ = Scope.open()) {
      Map<String, Tensor> leaves = new LinkedHashMap<>();
      NeuronCall call =
          Comparison.call(model, new Generator(seed), dtype, timed, leaves)
              .layout(layout)
              .record("v")
              .build();
      Comparison.assertClose(
          model.name() + " " + dtype + " " + Tensor.shapeText(timed),
          Comparison.run(EagerEngine.instance(), call, leaves, true),
          Comparison.run(engine, call, leaves, true),
          dtype == DType.FLOAT32 ? 1e-4 : 1e-11);
    }
  }

  private static void sizesAndLengths(Kernels kernels, DType dtype) {
    FusedEngine engine = new FusedEngine(kernels, BLOCK, 64);
    NeuronModel model = Neurons.lif(Surrogates.superSpike(100));
    for (long size : SIZES) {
      for (int length : LENGTHS) {
        compare(engine, model, dtype, Layout.TIME_MAJOR, new long[] {length, size}, size + length);
      }
    }
  }

  @Test
  void vectorsAgreeWithEagerForAllSizesAndLengthsInFloat64() {
    sizesAndLengths(Kernels.VECTOR, DType.FLOAT64);
  }

  @Test
  void vectorsAgreeWithEagerForAllSizesAndLengthsInFloat32() {
    sizesAndLengths(Kernels.VECTOR, DType.FLOAT32);
  }

  @Test
  void scalarsAgreeWithEagerForAllSizesAndLengthsInFloat64() {
    sizesAndLengths(Kernels.SCALAR, DType.FLOAT64);
  }

  @Test
  void scalarsAgreeWithEagerForAllSizesAndLengthsInFloat32() {
    sizesAndLengths(Kernels.SCALAR, DType.FLOAT32);
  }

  @Test
  void allNeuronsAgreeWithEager() {
    for (Kernels kernels : List.of(Kernels.VECTOR, Kernels.SCALAR)) {
      FusedEngine engine = new FusedEngine(kernels, BLOCK, 0);
      for (NeuronModel model : Neurons.all()) {
        compare(engine, model, DType.FLOAT64, Layout.BATCH_MAJOR, new long[] {3, 11, 2, 21}, 5);
        compare(engine, model, DType.FLOAT64, Layout.STEP, new long[] {5, 21}, 6);
      }
    }
  }

  @Test
  void callsThatItCannotRunAreRefusedWithTheReason() {
    NeuronModel lif = Neurons.lif(Surrogates.superSpike(100));
    Tensor half = Tensor.zeros(2, 3).to(DType.BFLOAT16);
    assertThatThrownBy(() -> NeuronCall.of(lif).input("current", half).run(Engine.FUSED))
        .isInstanceOf(UnsupportedOperationException.class)
        .hasMessageContaining("lif")
        .hasMessageContaining("bfloat16")
        .hasMessageContaining("Engine.EAGER");
  }

  @Test
  void argumentsThatDontFitAreRefusedAsByTheEagerEngine() {
    NeuronCall.Builder call =
        NeuronCall.of(Neurons.lif(Surrogates.superSpike(100)))
            .input("current", Tensor.zeros(2, 3))
            .param("v_th", Value.of(Tensor.zeros(4)));
    assertThatThrownBy(() -> call.run(Engine.FUSED))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("v_th");
  }

  @Test
  void secondDerivativesAreRefused() {
    Tensor x = Tensor.rand(4, 3).requiresGrad(true);
    Tensor y =
        NeuronCall.of(Neurons.lif(Surrogates.superSpike(100)))
            .input("current", x)
            .run(Engine.FUSED)
            .state("v");
    Tensor dx =
        Objects.requireNonNull(
            Autograd.grad(List.of(y), List.of(x), List.of(Tensor.onesLike(y)), true, true, false)
                .getFirst());
    assertThatThrownBy(() -> dx.sum().backward())
        .isInstanceOf(UnsupportedOperationException.class)
        .hasMessageContaining("Engine.EAGER");
  }

  @Test
  void bitsDependNeitherOnThreadsNorTilesNorNeighbours() {
    NeuronModel model = Neurons.adEx();
    Tensor x = Tensor.randn(new Generator(4), DType.FLOAT32, 40, 2000).mul(2);
    Tensor alone = x.narrow(1, 1234, 1).contiguous();
    int before = Nernst.threads();
    List<double[]> all = new ArrayList<>();
    try {
      for (int threads : new int[] {1, 2, 3}) {
        Nernst.threads(threads);
        all.add(
            gradientOfThreshold(new FusedEngine(Kernels.VECTOR, 8, 16 * threads + 8), model, x));
      }
    } finally {
      Nernst.threads(before);
    }
    assertThat(all.get(1)).isEqualTo(all.get(0));
    assertThat(all.get(2)).isEqualTo(all.get(0));
    FusedEngine engine = FusedEngine.instance();
    Tensor together =
        engine.run(NeuronCall.of(model).dt(0.001).input("current", x).build()).state("v");
    Tensor one =
        engine.run(NeuronCall.of(model).dt(0.001).input("current", alone).build()).state("v");
    assertThat(one.get(0)).isEqualTo(together.get(1234));
  }

  private static double[] gradientOfThreshold(FusedEngine engine, NeuronModel model, Tensor x) {
    Tensor threshold = Tensor.scalar(1, DType.FLOAT32).requiresGrad(true);
    NeuronCall call =
        NeuronCall.of(model)
            .dt(0.001)
            .input("current", x)
            .param("v_th", Value.of(threshold))
            .build();
    Tensor spikes = engine.run(call).output("spikes");
    Tensor gradient =
        Objects.requireNonNull(
            Autograd.grad(
                    List.of(spikes),
                    List.of(threshold),
                    List.of(Tensor.randn(new Generator(6), DType.FLOAT32, spikes.shape())),
                    false,
                    false,
                    false)
                .getFirst());
    return new double[] {gradient.item(), spikes.sum().item()};
  }

  @Test
  void expandedGradientsGiveWhatDenseOnesGive() {
    FusedEngine engine = new FusedEngine(Kernels.VECTOR, BLOCK, 0);
    Tensor wide = Tensor.randn(new Generator(9), DType.FLOAT32, 9, 5, 40);
    List<Tensor> gradients =
        List.of(
            wide.narrow(0, 0, 1).expand(9, 5, 40),
            wide.narrow(1, 0, 1).expand(9, 5, 40),
            wide.narrow(2, 0, 1).expand(9, 5, 40),
            wide.select(2, 0).select(1, 0).select(0, 0).expand(9, 5, 40),
            Tensor.randn(new Generator(9), DType.FLOAT32, 40, 5, 9).transpose(0, 2));
    for (Tensor gradient : gradients) {
      for (Layout layout : List.of(Layout.STEP, Layout.TIME_MAJOR, Layout.BATCH_MAJOR)) {
        assertThat(currentGradient(engine, layout, wide, gradient))
            .as("%s, strides %s", layout, Arrays.toString(gradient.strides()))
            .isEqualTo(currentGradient(engine, layout, wide, gradient.contiguous()));
      }
    }
  }

  @Test
  void aGradientIsWrittenOverOnlyWhereNobodySeesIt() {
    FusedEngine engine = new FusedEngine(Kernels.VECTOR, BLOCK, 0);
    for (int neurons : List.of(16, 33)) {
      Tensor current = Tensor.randn(new Generator(10), DType.FLOAT32, 9, 5, neurons);
      Tensor gradient = Tensor.randn(new Generator(11), DType.FLOAT32, 9, 5, neurons);
      float[] given = gradient.toFloatArray();
      for (Layout layout : List.of(Layout.STEP, Layout.TIME_MAJOR, Layout.BATCH_MAJOR)) {
        float[] expected = currentGradient(engine, layout, current, gradient);
        assertThat(gradient.toFloatArray()).isEqualTo(given);
        Tensor x = current.detach().requiresGrad(true);
        // the backward pass of the product makes a gradient of its own
        Tensor spikes = spikes(engine, layout, x);
        spikes.retainGrad();
        spikes.mul(1).backward(gradient);
        assertThat(Objects.requireNonNull(spikes.grad()).toFloatArray()).isEqualTo(given);
        assertThat(Objects.requireNonNull(x.grad()).toFloatArray()).isEqualTo(expected);
      }
    }
  }

  private static Tensor spikes(FusedEngine engine, Layout layout, Tensor current) {
    return engine
        .run(
            NeuronCall.of(Neurons.adEx())
                .dt(0.001)
                .layout(layout)
                .input("current", current)
                .build())
        .outputs()
        .get("spikes");
  }

  private static float[] currentGradient(
      FusedEngine engine, Layout layout, Tensor current, Tensor gradient) {
    Tensor x = current.detach().requiresGrad(true);
    spikes(engine, layout, x).backward(gradient);
    return Objects.requireNonNull(x.grad()).toFloatArray();
  }

  @Test
  void stridedAndExpandedInputsNeedNoCopyToAgree() {
    Generator generator = new Generator(8);
    FusedEngine engine = new FusedEngine(Kernels.VECTOR, BLOCK, 0);
    Tensor wide = Tensor.randn(generator, DType.FLOAT32, 9, 5, 40);
    List<Tensor> inputs =
        List.of(
            wide.narrow(2, 3, 33),
            wide.transpose(0, 1),
            wide.transpose(1, 2),
            wide.narrow(0, 0, 1).expand(6, 5, 40),
            wide.narrow(1, 0, 1).expand(9, 5, 40),
            wide.narrow(2, 0, 1).expand(9, 5, 40));
    NeuronModel model = Neurons.adEx();
    for (Tensor input : inputs) {
      for (Layout layout : List.of(Layout.STEP, Layout.TIME_MAJOR, Layout.BATCH_MAJOR)) {
        Tensor x = input.detach().requiresGrad(true);
        NeuronCall call = NeuronCall.of(model).dt(0.001).layout(layout).input("current", x).build();
        Map<String, Tensor> leaves = Map.of("current", x);
        Comparison.assertClose(
            layout + " " + Tensor.shapeText(x.shape()),
            Comparison.run(EagerEngine.instance(), call, leaves, true),
            Comparison.run(engine, call, leaves, true),
            1e-4);
      }
    }
  }

  @Test
  void aStepTooLargeForAKernelRunsOnTheEagerEngine() {
    NeuronModel large =
        NeuronModel.define(
            "large",
            n -> {
              Expr v = n.state("v");
              Expr x = n.input("x");
              for (int k = 0; k < 200; k++) {
                x = x.times(0.9).plus(v);
              }
              n.next(v, x.tanh());
              n.output("y", x);
            });
    NeuronCall call = NeuronCall.of(large).input("x", Tensor.rand(3, 2)).build();
    assertThat(FusedEngine.instance().supports(call)).isFalse();
    assertThat(NeuronEngine.select(Engine.AUTO, call)).isSameAs(EagerEngine.instance());
    assertThatThrownBy(() -> NeuronEngine.select(Engine.FUSED, call))
        .isInstanceOf(UnsupportedOperationException.class)
        .hasMessageContaining("operations");
  }
}
