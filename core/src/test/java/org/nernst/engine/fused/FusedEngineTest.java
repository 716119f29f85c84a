package org.nernst.engine.fused;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.nernst.engine.Layout;
import org.nernst.engine.NeuronCall;
import org.nernst.engine.eager.EagerEngine;
import org.nernst.neuron.NeuronModel;
import org.nernst.neuron.Surrogates;
import org.nernst.tensor.DType;
import org.nernst.tensor.Generator;
import org.nernst.tensor.Scope;
import org.nernst.tensor.Tensor;

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
}
