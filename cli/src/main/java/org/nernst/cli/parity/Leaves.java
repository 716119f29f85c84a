package org.nernst.cli.parity;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.nernst.cli.parity.Difference.Kind;
import org.nernst.tensor.Tensor;

/// What a loss is differentiated by: inputs, initial states, weights and parameters of a recording.
final class Leaves {
  private static final String GRADIENT = "grad.";

  private final Recording recording;
  private final Map<String, Tensor> tensors = new LinkedHashMap<>();

  Leaves(Recording recording) {
    this.recording = recording;
  }

  /// A recorded tensor; it will get a gradient if one is recorded.
  Tensor leaf(String name) {
    Tensor tensor = recording.tensor(name).detach().clone();
    return add(name, hasGradient(name) ? tensor.requiresGrad(true) : tensor);
  }

  /// A tensor of a module that stands for a recorded one.
  Tensor add(String name, Tensor tensor) {
    tensors.put(name, tensor);
    return tensor;
  }

  /// Whether a gradient is recorded: of `state0.v` as `grad.state0.v`, of `call0.input` as
  /// `call0.grad.input`.
  boolean hasGradient(String name) {
    return recording.has(GRADIENT + name)
        || recording.has(name.replaceFirst("^(call\\d+\\.)", "$1" + GRADIENT));
  }

  /// Compares every recorded gradient. A gradient that never arrived is zero.
  void compare(Comparison comparison, double tolerance) {
    compare(comparison, "", tolerance);
  }

  /// Compares the gradients that were recorded for one of several calls: those of its own input,
  /// and those of what all calls share.
  ///
  /// @param call prefix of the names, `call0.` say
  void compare(Comparison comparison, String call, double tolerance) {
    String prefix = call + GRADIENT;
    for (String name : recording.namesBehind(prefix)) {
      String leaf = tensors.containsKey(call + name) ? call + name : name;
      comparison.relative(Kind.GRADIENT, prefix + name, gradient(leaf), tolerance);
    }
  }

  private @Nullable Tensor gradient(String name) {
    Tensor leaf = tensors.get(name);
    if (leaf == null) {
      return null;
    }
    Tensor gradient = leaf.grad();
    return gradient == null ? Tensor.zerosLike(leaf.detach()) : gradient;
  }
}
