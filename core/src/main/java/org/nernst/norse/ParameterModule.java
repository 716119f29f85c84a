package org.nernst.norse;

import org.nernst.nn.Module;
import org.nernst.nn.NeuronValues;

/// The child `p` of a neuron: it holds the tensors among the neuron's parameters, trainable ones as
/// parameters and others as buffers that aren't saved, so that moving, casting and loading reaches
/// them. Upstream's parameters are no part of the module tree.
final class ParameterModule<P extends NorseParameters<P>> extends Module {
  private final P given;
  private final NeuronValues values;

  ParameterModule(P given) {
    this.given = given;
    values = new NeuronValues(this, given.values());
  }

  static boolean holdsTensors(NorseParameters<?> p) {
    return p.values().values().stream().anyMatch(value -> !value.isNumber());
  }

  /// The record around the tensors of now.
  P current() {
    return given.withValues(values.current());
  }
}
