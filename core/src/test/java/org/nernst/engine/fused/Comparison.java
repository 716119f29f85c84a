package org.nernst.engine.fused;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.nernst.engine.NeuronCall;
import org.nernst.engine.NeuronEngine;
import org.nernst.engine.NeuronResult;
import org.nernst.neuron.NeuronModel;
import org.nernst.tensor.Autograd;
import org.nernst.tensor.DType;
import org.nernst.tensor.Generator;
import org.nernst.tensor.Tensor;

/// Runs a call on two engines and compares everything that comes back, gradients included.
final class Comparison {
  /// What an engine gave, by name.
  record Outcome(Map<String, double[]> values, Map<String, double @Nullable []> gradients) {}

  private Comparison() {}

  /// {@return results and gradients of a run}
  ///
  /// @param leaves by name, the tensors for which gradients are asked
  static Outcome run(
      NeuronEngine engine, NeuronCall call, Map<String, Tensor> leaves, boolean finals) {
    NeuronResult result = engine.run(call);
    Map<String, Tensor> named = new LinkedHashMap<>();
    result.outputs().forEach((name, tensor) -> named.put("output " + name, tensor));
    result.recorded().forEach((name, tensor) -> named.put("record " + name, tensor));
    result.states().forEach((name, tensor) -> named.put("state " + name, tensor));
    Map<String, double[]> values = new LinkedHashMap<>();
    named.forEach((name, tensor) -> values.put(name, tensor.toDoubleArray()));
    Map<String, double @Nullable []> gradients = new LinkedHashMap<>();
    if (leaves.isEmpty()) {
      return new Outcome(values, gradients);
    }
    Generator generator = new Generator(99);
    List<Tensor> outputs = new ArrayList<>();
    List<Tensor> weights = new ArrayList<>();
    named.forEach(
        (name, tensor) -> {
          Tensor weight = Tensor.randn(generator, DType.FLOAT64, tensor.shape()).to(tensor.dtype());
          if (tensor.requiresGrad() && (finals || !name.startsWith("state"))) {
            outputs.add(tensor);
            weights.add(weight);
          }
        });
    if (outputs.isEmpty()) {
      return new Outcome(values, gradients);
    }
    List<@Nullable Tensor> found =
        Autograd.grad(outputs, List.copyOf(leaves.values()), weights, false, false, true);
    int next = 0;
    for (String name : leaves.keySet()) {
      Tensor gradient = found.get(next++);
      gradients.put(name, gradient == null ? null : gradient.toDoubleArray());
    }
    return new Outcome(values, gradients);
  }

  /// Asserts that two outcomes agree to a tolerance relative to the largest magnitude.
  static void assertClose(String what, Outcome expected, Outcome actual, double tolerance) {
    expected.values.forEach(
        (name, values) -> close(what + ": " + name, values, actual.values.get(name), tolerance));
    assertThat(actual.values.keySet()).as(what).isEqualTo(expected.values.keySet());
    expected.gradients.forEach(
        (name, values) ->
            close(what + ": gradient of " + name, values, actual.gradients.get(name), tolerance));
  }

  private static void close(
      String what, double @Nullable [] expected, double @Nullable [] actual, double tolerance) {
    double[] wanted = expected == null ? new double[actual == null ? 0 : actual.length] : expected;
    double[] got = actual == null ? new double[wanted.length] : actual;
    assertThat(got).as(what).hasSameSizeAs(wanted);
    double largest = 1e-3;
    for (double value : wanted) {
      largest = Double.isFinite(value) ? Math.max(largest, Math.abs(value)) : largest;
    }
    for (int k = 0; k < wanted.length; k++) {
      boolean same =
          Double.compare(wanted[k], got[k]) == 0
              || Math.abs(wanted[k] - got[k]) <= tolerance * largest;
      if (!same) {
        throw new AssertionError(
            "%s: expected %s at %d of %d, got %s (largest %s)"
                .formatted(what, wanted[k], k, wanted.length, got[k], largest));
      }
    }
  }

  /// {@return a call of a neuron on random inputs, with the leaves that want gradients put down}
  static NeuronCall.Builder call(
      NeuronModel model,
      Generator generator,
      DType dtype,
      long[] timed,
      @Nullable Map<String, Tensor> leaves) {
    NeuronCall.Builder call = NeuronCall.of(model).dt(0.001);
    for (String name : model.inputs()) {
      Tensor input = Tensor.randn(generator, DType.FLOAT64, timed).mul(1.5).to(dtype);
      if (leaves != null) {
        leaves.put(name, input.requiresGrad(true));
      }
      call.input(name, input);
    }
    return call;
  }
}
