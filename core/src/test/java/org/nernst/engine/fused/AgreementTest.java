package org.nernst.engine.fused;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nernst.engine.NeuronCall;
import org.nernst.engine.NeuronEngine;
import org.nernst.engine.eager.EagerEngine;
import org.nernst.memory.Layout;
import org.nernst.tensor.DType;
import org.nernst.tensor.Generator;
import org.nernst.tensor.Scope;
import org.nernst.tensor.Tensor;
import org.nernst.tensor.Value;

/// Fused is eager: the same spikes, and everything else to the precision that eager runs of both
/// dtypes show among themselves.
final class AgreementTest {
  private static final int BLOCK = 4;
  private static final int[] SIZES = {1, 3, 8, 15, 16, 17, 31, 33, 64, 257, 1000};
  private static final int[] LENGTHS = {1, 2, BLOCK - 1, BLOCK, BLOCK + 1, 3 * BLOCK + 5};

  /// Random inputs until no spike hangs on the last bits of float32.
  private static final int MOST_SEEDS = 60;

  static Stream<EveryNeuron.Form> cornerstones() {
    return EveryNeuron.cornerstones().stream();
  }

  static Stream<EveryNeuron.Form> all() {
    return EveryNeuron.all().stream();
  }

  @ParameterizedTest
  @MethodSource("cornerstones")
  void theCornerstonesAgreeForAllSizesAndLengths(EveryNeuron.Form form) {
    for (int size : SIZES) {
      for (int length : LENGTHS) {
        boolean numbers = size % 2 == 0;
        compare(form, Kernels.VECTOR, Layout.TIME_MAJOR, new long[] {length, size}, numbers);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("all")
  void everyFormAgreesOnBothKindsOfKernels(EveryNeuron.Form form) {
    for (Kernels kernels : List.of(Kernels.VECTOR, Kernels.SCALAR)) {
      compare(form, kernels, Layout.TIME_MAJOR, new long[] {2 * BLOCK + 1, 3, 11}, true);
      compare(form, kernels, Layout.TIME_MAJOR, new long[] {2 * BLOCK + 1, 3, 11}, false);
      compare(form, kernels, Layout.BATCH_MAJOR, new long[] {2, 3 * BLOCK, 21}, true);
      compare(form, kernels, Layout.STEP, new long[] {5, 33}, false);
    }
  }

  /// @param numbers whether parameters are numbers, or else a value for each neuron that wants a
  ///   gradient
  private static void compare(
      EveryNeuron.Form form, Kernels kernels, Layout layout, long[] timed, boolean numbers) {
    FusedEngine fused = new FusedEngine(kernels, BLOCK, 64);
    for (int seed = 1; seed <= MOST_SEEDS; seed++) {
      try (Scope _ = Scope.open()) {
        Comparison.Outcome exact =
            run(EagerEngine.instance(), form, layout, timed, numbers, seed, DType.FLOAT64);
        Comparison.Outcome eager =
            run(EagerEngine.instance(), form, layout, timed, numbers, seed, DType.FLOAT32);
        if (!spikes(eager).equals(spikes(exact))) {
          continue;
        }
        String what =
            "%s, %s kernels, %s %s, seed %d"
                .formatted(form, kernels, layout, Tensor.shapeText(timed), seed);
        Comparison.Outcome single = run(fused, form, layout, timed, numbers, seed, DType.FLOAT32);
        Comparison.Outcome wide = run(fused, form, layout, timed, numbers, seed, DType.FLOAT64);
        assertThat(spikes(single)).as(what).isEqualTo(spikes(eager));
        assertThat(spikes(wide)).as(what).isEqualTo(spikes(exact));
        all(exact)
            .forEach(
                (name, e64) -> {
                  double[] e32 = Objects.requireNonNull(all(eager).get(name));
                  double largest = largest(e64);
                  within(what + ", float64 " + name, e64, all(wide).get(name), 1e-12 * largest);
                  double own = largestDifference(e32, e64);
                  within(
                      what + ", float32 " + name,
                      e32,
                      all(single).get(name),
                      4 * own + 1e-6 * largest);
                });
        return;
      }
    }
    throw new AssertionError(form + ": every seed has a spike on the edge");
  }

  private static Comparison.Outcome run(
      NeuronEngine engine,
      EveryNeuron.Form form,
      Layout layout,
      long[] timed,
      boolean numbers,
      int seed,
      DType dtype) {
    Generator generator = new Generator(seed);
    Map<String, Tensor> leaves = new LinkedHashMap<>();
    NeuronCall.Builder call =
        NeuronCall.of(form.step().model()).dt(form.step().dt()).layout(layout);
    for (String name : form.step().model().inputs()) {
      Tensor input = Tensor.randn(generator, DType.FLOAT64, timed).mul(2).add(0.5).to(dtype);
      leaves.put(name, input.requiresGrad(true));
      call.input(name, input);
    }
    form.step()
        .params()
        .forEach(
            (name, value) -> {
              Tensor param = value.tensor(DType.FLOAT64).detach();
              if (numbers && param.numel() == 1) {
                call.param(name, param.item());
                return;
              }
              Tensor each = param.expand(timed[timed.length - 1]).clone().to(dtype);
              leaves.put(name, each.requiresGrad(true));
              call.param(name, Value.of(each));
            });
    form.step().model().next().keySet().forEach(call::record);
    return Comparison.run(engine, call.build(), leaves, true);
  }

  private static List<Double> spikes(Comparison.Outcome outcome) {
    double[] values =
        outcome.values().entrySet().stream()
            .filter(entry -> entry.getKey().startsWith("output "))
            .flatMapToDouble(entry -> Arrays.stream(entry.getValue()))
            .map(value -> value == Math.rint(value) ? value : 0)
            .toArray();
    return Arrays.stream(values).map(value -> value + 0.0).boxed().toList();
  }

  private static Map<String, double[]> all(Comparison.Outcome outcome) {
    Map<String, double[]> all = new LinkedHashMap<>(outcome.values());
    outcome
        .gradients()
        .forEach(
            (name, gradient) -> {
              if (gradient != null) {
                all.put("gradient of " + name, gradient);
              }
            });
    return all;
  }

  private static double largest(double[] values) {
    double largest = 1e-3;
    for (double value : values) {
      largest = Math.max(largest, Math.abs(value));
    }
    return largest;
  }

  private static double largestDifference(double[] a, double[] b) {
    double largest = 0;
    for (int k = 0; k < a.length; k++) {
      largest = Math.max(largest, Math.abs(a[k] - b[k]));
    }
    return largest;
  }

  private static void within(String what, double[] expected, double[] actual, double bound) {
    assertThat(actual).as(what).hasSameSizeAs(expected);
    for (int k = 0; k < expected.length; k++) {
      if (!(Math.abs(expected[k] - actual[k]) <= bound)) {
        throw new AssertionError(
            "%s: expected %s at %d of %d, got %s (bound %s)"
                .formatted(what, expected[k], k, expected.length, actual[k], bound));
      }
    }
  }
}
