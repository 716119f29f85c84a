package org.nernst.engine.fused;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.nernst.engine.NeuronCall;
import org.nernst.engine.eager.EagerEngine;
import org.nernst.memory.Layout;
import org.nernst.neuron.NeuronModel;
import org.nernst.tensor.DType;
import org.nernst.tensor.Generator;
import org.nernst.tensor.Scope;
import org.nernst.tensor.Tensor;
import org.nernst.tensor.Value;

/// A fuzzer for the compiler: random equations, parameters and shapes, fused against eager.
final class RandomNeuronsTest {
  private static final long[][] PARAM_SHAPES = {{}, {1}, {7}, {3, 1}, {3, 7}};

  private static Value param(Generator generator, Map<String, Tensor> leaves, String name) {
    int kind = generator.nextInt(PARAM_SHAPES.length + 1);
    if (kind == PARAM_SHAPES.length) {
      return Value.of(0.2 + generator.nextDouble());
    }
    Tensor tensor = Tensor.rand(generator, DType.FLOAT64, PARAM_SHAPES[kind]).add(0.2);
    if (generator.nextInt(3) > 0) {
      leaves.put(name, tensor.requiresGrad(true));
    }
    return Value.of(tensor);
  }

  private static void compare(FusedEngine engine, NeuronModel model, long seed) {
    Generator generator = new Generator(seed);
    Layout layout =
        List.of(Layout.STEP, Layout.TIME_MAJOR, Layout.BATCH_MAJOR).get(generator.nextInt(3));
    int steps = 1 + generator.nextInt(7);
    long[] shape =
        switch (layout) {
          case STEP -> new long[] {3, 7};
          case TIME_MAJOR -> new long[] {steps, 3, 7};
          case BATCH_MAJOR -> new long[] {3, steps, 7};
        };
    Map<String, Tensor> leaves = new LinkedHashMap<>();
    NeuronCall.Builder call = NeuronCall.of(model).layout(layout).dt(0.1).randomKey(seed);
    for (String input : model.inputs()) {
      Tensor x = Tensor.randn(generator, DType.FLOAT64, shape);
      if (generator.nextInt(3) > 0) {
        leaves.put(input, x.requiresGrad(true));
      }
      call.input(input, x);
    }
    for (NeuronModel.Param p : model.params()) {
      call.param(p.name(), param(generator, leaves, p.name()));
    }
    for (NeuronModel.State s : model.states()) {
      if (generator.nextInt(2) == 0) {
        Tensor state = Tensor.randn(generator, DType.FLOAT64, 3, 7);
        if (generator.nextInt(2) == 0) {
          leaves.put(s.name(), state.requiresGrad(true));
        }
        call.state(s.name(), state);
      }
      if (generator.nextInt(2) == 0) {
        call.record(s.name());
      }
    }
    NeuronCall built = call.build();
    boolean finals = generator.nextInt(2) == 0;
    Comparison.assertClose(
        "seed " + seed,
        Comparison.run(EagerEngine.instance(), built, leaves, finals),
        Comparison.run(engine, built, leaves, finals),
        1e-8);
  }

  /// What is wrong with a neuron, null if nothing is.
  private static @Nullable AssertionError defect(FusedEngine engine, NeuronModel model, long seed) {
    try (Scope _ = Scope.open()) {
      compare(engine, model, seed);
      return null;
    } catch (AssertionError difference) {
      return difference;
    } catch (IllegalStateException crash) {
      return new AssertionError(crash);
    }
  }

  private static void fuzz(Kernels kernels, long seed, int count) {
    for (int k = 0; k < count; k++) {
      FusedEngine engine = new FusedEngine(kernels, 3, k % 2 == 0 ? 0 : 8);
      long own = seed + k;
      NeuronModel model = RandomNeurons.draw(new Generator(~own), 2 + k * 30 / count);
      if (defect(engine, model, own) != null) {
        NeuronModel smallest = Shrinking.shrink(model, m -> defect(engine, m, own) != null);
        throw new AssertionError(
            "seed " + own + ", shrunk:\n" + smallest.equations(), defect(engine, smallest, own));
      }
    }
  }

  @Test
  void vectorKernelsOfRandomNeuronsAgreeWithEager() {
    fuzz(Kernels.VECTOR, 1000, 60);
  }

  @Test
  void scalarKernelsOfRandomNeuronsAgreeWithEager() {
    fuzz(Kernels.SCALAR, 5000, 120);
  }
}
