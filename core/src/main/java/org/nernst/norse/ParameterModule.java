package org.nernst.norse;

import java.util.LinkedHashMap;
import java.util.SequencedMap;
import org.nernst.nn.Module;
import org.nernst.tensor.Parameter;
import org.nernst.tensor.Tensor;
import org.nernst.tensor.Value;

/// The child `p` of a neuron: it holds the tensors among the neuron's parameters, trainable ones as
/// parameters and others as buffers that aren't saved, so that moving, casting and loading reaches
/// them. Upstream's parameters are no part of the module tree.
final class ParameterModule<P extends NorseParameters<P>> extends Module {
  private final P given;

  ParameterModule(P given) {
    this.given = given;
    given
        .values()
        .forEach(
            (name, value) -> {
              switch (value) {
                case Value.Num number -> {}
                case Value.Data(Tensor tensor) -> registerBuffer(name, alias(tensor), false);
                case Parameter(Tensor tensor) -> registerParameter(name, tensor);
              }
            });
  }

  /// A handle of the module's own, because a module closes a buffer that it replaces and other
  /// modules may hold the same tensor. Gradients flow through it.
  private static Tensor alias(Tensor tensor) {
    return tensor.view(tensor.shape());
  }

  static boolean holdsTensors(NorseParameters<?> p) {
    return p.values().values().stream().anyMatch(value -> !value.isNumber());
  }

  /// A frozen parameter must stay so, and a [Parameter] would switch its gradient on.
  private static Value trainable(Tensor tensor) {
    return tensor.requiresGrad() ? Value.param(tensor) : Value.of(tensor);
  }

  /// The record around the tensors of now.
  P current() {
    SequencedMap<String, Value> values = new LinkedHashMap<>(given.values());
    values.replaceAll(
        (name, value) ->
            switch (value) {
              case Value.Num number -> number;
              case Value.Data data -> Value.of(getBuffer(name));
              case Parameter parameter -> trainable(getParameter(name));
            });
    return given.withValues(values);
  }
}
