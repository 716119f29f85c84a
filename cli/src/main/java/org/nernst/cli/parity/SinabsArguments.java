package org.nernst.cli.parity;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;
import org.nernst.neuron.Gaussian;
import org.nernst.neuron.Heaviside;
import org.nernst.neuron.MaxSpike;
import org.nernst.neuron.MembraneReset;
import org.nernst.neuron.MembraneSubtract;
import org.nernst.neuron.MultiGaussian;
import org.nernst.neuron.MultiSpike;
import org.nernst.neuron.PeriodicExponential;
import org.nernst.neuron.ResetFunction;
import org.nernst.neuron.SingleExponential;
import org.nernst.neuron.SingleSpike;
import org.nernst.neuron.SpikeFunction;
import org.nernst.neuron.Surrogate;
import org.nernst.tensor.Tensor;
import tools.jackson.databind.JsonNode;

/// The recorded arguments of Sinabs's layers and activations.
record SinabsArguments(Recording recording) {
  /// The parameter that holds a subtracted value which is a tensor.
  static final String SUBTRACT_VALUE = "subtract_value";

  /// An argument that is a number, a tensor, or not given (null).
  @Nullable Object numberOrTensor(String name) {
    JsonNode value = recording.arguments().get(name);
    if (value == null || value.isNull()) {
      return null;
    }
    if (value.isNumber()) {
      return value.doubleValue();
    }
    if (value.isObject() && value.has("tensor")) {
      return recording.tensor(value.get("tensor").stringValue(name));
    }
    throw new RecordingException(
        "argument %s: expected a number or a tensor, got %s".formatted(name, value));
  }

  boolean given(String name) {
    JsonNode value = recording.arguments().get(name);
    return value != null && !value.isNull();
  }

  long[] shape(String name) {
    return longs(recording.arguments().get(name), name);
  }

  static long[] longs(@Nullable JsonNode value, String name) {
    if (value == null || !(value.isArray() || value.isIntegralNumber())) {
      throw new RecordingException("%s: expected whole numbers, got %s".formatted(name, value));
    }
    if (value.isIntegralNumber()) {
      return new long[] {value.longValue()};
    }
    List<Long> numbers = new ArrayList<>();
    for (JsonNode number : value) {
      if (!number.isIntegralNumber()) {
        throw new RecordingException("%s: expected whole numbers, got %s".formatted(name, value));
      }
      numbers.add(number.longValue());
    }
    return numbers.stream().mapToLong(Long::longValue).toArray();
  }

  /// Named functions, each spelled out with its arguments.
  SequencedMap<String, JsonNode> functions(String name) {
    JsonNode functions = recording.arguments().get(name);
    if (functions == null || !functions.isObject()) {
      throw new RecordingException(
          "argument %s: expected functions by name, got %s".formatted(name, functions));
    }
    SequencedMap<String, JsonNode> byName = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> function : functions.properties()) {
      byName.put(function.getKey(), function.getValue());
    }
    return byName;
  }

  /// A spike function; null for a layer that doesn't spike.
  static @Nullable SpikeFunction spikeFunction(@Nullable JsonNode node) {
    if (node == null || node.isNull()) {
      return null;
    }
    return switch (type(node)) {
      case "SingleSpike" -> new SingleSpike();
      case "MultiSpike" -> new MultiSpike();
      case "MaxSpike" -> {
        JsonNode max = node.get("max_num_spikes_per_bin");
        yield max == null || max.isNull() ? new MaxSpike() : new MaxSpike(max.intValue());
      }
      default -> throw unknown("spike function", node);
    };
  }

  static ResetFunction resetFunction(@Nullable JsonNode node) {
    if (node == null) {
      return new MembraneSubtract();
    }
    return switch (type(node)) {
      case "MembraneSubtract" -> {
        JsonNode value = node.get("subtract_value");
        if (value == null || value.isNull()) {
          yield new MembraneSubtract();
        }
        yield value.isNumber()
            ? new MembraneSubtract(value.doubleValue())
            : MembraneSubtract.param(SUBTRACT_VALUE);
      }
      case "MembraneReset" -> new MembraneReset(number(node, "reset_value", 0));
      default -> throw unknown("reset function", node);
    };
  }

  /// The subtracted values, when the reset function subtracts a tensor.
  @Nullable Tensor subtractValue(@Nullable JsonNode node) {
    JsonNode value = node == null ? null : node.get("subtract_value");
    return value != null && value.isObject()
        ? recording.tensor(value.path("tensor").stringValue(SUBTRACT_VALUE))
        : null;
  }

  static Surrogate surrogate(@Nullable JsonNode node) {
    if (node == null) {
      return new SingleExponential();
    }
    double scale = number(node, "grad_scale", 1);
    return switch (type(node)) {
      case "SingleExponential" -> new SingleExponential(number(node, "grad_width", 0.5), scale);
      case "PeriodicExponential" -> new PeriodicExponential(number(node, "grad_width", 0.5), scale);
      case "Heaviside" -> new Heaviside(number(node, "window", 1));
      case "Gaussian" -> new Gaussian(number(node, "mu", 0), number(node, "sigma", 0.5), scale);
      case "MultiGaussian" ->
          new MultiGaussian(
              number(node, "mu", 0),
              number(node, "sigma", 0.5),
              number(node, "h", 0.15),
              number(node, "s", 6),
              scale);
      default -> throw unknown("surrogate gradient", node);
    };
  }

  static String type(JsonNode node) {
    JsonNode type = node.get("type");
    if (type == null || !type.isString()) {
      throw new RecordingException("expected an object with its type, got " + node);
    }
    return type.stringValue();
  }

  private static UnsupportedRecordingException unknown(String kind, JsonNode node) {
    return new UnsupportedRecordingException("Nernst has no " + kind + " " + type(node));
  }

  private static double number(JsonNode node, String name, double absent) {
    JsonNode value = node.get(name);
    if (value == null) {
      return absent;
    }
    if (!value.isNumber()) {
      throw new RecordingException("%s: expected a number, got %s".formatted(name, value));
    }
    return value.doubleValue();
  }
}
