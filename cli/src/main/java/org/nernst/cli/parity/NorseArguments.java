package org.nernst.cli.parity;

import java.util.Map;
import java.util.SequencedMap;
import org.nernst.norse.LIFAdExParameters;
import org.nernst.norse.LIFAdExRefracParameters;
import org.nernst.norse.LIFParameters;
import org.nernst.norse.LIParameters;
import org.nernst.norse.NorseParameters;
import org.nernst.norse.Numbers;
import org.nernst.norse.RecurrentBuilder;
import org.nernst.tensor.Tensor;
import org.nernst.tensor.Value;
import tools.jackson.databind.JsonNode;

/// The recorded parameters of a Norse neuron.
final class NorseArguments {
  private static final String TENSOR = "tensor ";

  private final Recording recording;
  private final Leaves leaves;

  NorseArguments(Recording recording, Leaves leaves) {
    this.recording = recording;
    this.leaves = leaves;
  }

  double dt() {
    return recording.number("dt");
  }

  LIFAdExParameters lifAdEx() {
    LIFAdExParameters defaults = new LIFAdExParameters().withMethod(recording.text("method"));
    return defaults.withValues(values(defaults));
  }

  /// With upstream's treatment of the spikes that are dropped in the refractory period.
  LIFAdExRefracParameters lifAdExRefrac() {
    LIFAdExRefracParameters defaults =
        new LIFAdExRefracParameters()
            .withLifAdEx(new LIFAdExParameters().withMethod(recording.text("method")))
            .withNumbers(Numbers.UPSTREAM);
    return defaults.withValues(values(defaults));
  }

  LIFParameters lif() {
    LIFParameters defaults = new LIFParameters().withMethod(recording.text("method"));
    return defaults.withValues(values(defaults));
  }

  LIParameters li() {
    LIParameters defaults = new LIParameters();
    return defaults.withValues(values(defaults));
  }

  /// A recurrent module with the recorded parameters and weights.
  <P extends NorseParameters<P>, M> M recurrent(Sizes<P, M> builder, P p) {
    Tensor input = recording.tensor("weight.input");
    return builder
        .of((int) input.size(1), (int) input.size(0))
        .p(p)
        .dt(dt())
        .autapses(recording.flag("autapses", false))
        .inputWeights(input)
        .recurrentWeights(recording.tensor("weight.recurrent"))
        .build();
  }

  Tensor inputWeights() {
    return recording.tensor("weight.input");
  }

  /// The `builder` method of a recurrent module.
  @FunctionalInterface
  interface Sizes<P extends NorseParameters<P>, M> {
    RecurrentBuilder<P, M> of(int inputSize, int hiddenSize);
  }

  private Map<String, Value> values(NorseParameters<?> defaults) {
    SequencedMap<String, Value> values = defaults.values();
    values.replaceAll((name, value) -> value(name));
    return values;
  }

  private Value value(String name) {
    JsonNode value = recording.arguments().get(name);
    if (value != null && value.isNumber()) {
      return Value.of(value.doubleValue());
    }
    if (value != null && value.isString() && value.stringValue().startsWith(TENSOR)) {
      String tensor = value.stringValue().substring(TENSOR.length());
      Tensor leaf = leaves.leaf(tensor);
      return leaves.hasGradient(tensor) ? Value.param(leaf) : Value.of(leaf);
    }
    throw new RecordingException(
        "parameter %s: expected a number or \"tensor NAME\", got %s".formatted(name, value));
  }
}
