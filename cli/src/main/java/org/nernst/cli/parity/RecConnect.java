package org.nernst.cli.parity;

import java.util.ArrayList;
import java.util.List;
import org.nernst.nn.Conv2d;
import org.nernst.nn.Flatten;
import org.nernst.nn.Identity;
import org.nernst.nn.Linear;
import org.nernst.nn.Module;
import org.nernst.nn.Sequential;
import org.nernst.nn.Unflatten;
import tools.jackson.databind.JsonNode;

/// Builds the recorded recurrent connection of a Sinabs layer. Its weights are recorded under the
/// same names whatever they are wrapped in.
final class RecConnect {
  private static final String PREFIX = "rec_connect.";

  private final Recording recording;
  private final Leaves leaves;

  RecConnect(Recording recording, Leaves leaves) {
    this.recording = recording;
    this.leaves = leaves;
  }

  Module build() {
    JsonNode node = recording.arguments().get("rec_connect");
    if (node == null || !node.isObject()) {
      throw new RecordingException("argument rec_connect: expected a module, got " + node);
    }
    return build(node);
  }

  private Module build(JsonNode node) {
    return switch (SinabsArguments.type(node)) {
      case "Linear" ->
          weighted(
              new Linear(
                  size(node, "in_features"),
                  size(node, "out_features"),
                  node.path("bias").booleanValue(true)));
      case "Conv2d" -> weighted(convolution(node));
      case "Flatten" ->
          new Flatten(node.path("start_dim").intValue(1), node.path("end_dim").intValue(-1));
      case "Unflatten" ->
          new Unflatten(
              size(node, "dim"),
              SinabsArguments.longs(node.get("unflattened_size"), "unflattened_size"));
      case "Identity" -> new Identity();
      case "Sequential" -> sequential(node);
      default ->
          throw new UnsupportedRecordingException(
              "rec_connect: Nernst's check doesn't know " + SinabsArguments.type(node));
    };
  }

  private Module sequential(JsonNode node) {
    List<Module> modules = new ArrayList<>();
    for (JsonNode child : node.path("modules")) {
      modules.add(build(child));
    }
    return new Sequential(modules.toArray(Module[]::new));
  }

  private static Conv2d convolution(JsonNode node) {
    return Conv2d.builder(
            size(node, "in_channels"), size(node, "out_channels"), pair(node, "kernel_size"))
        .stride(pair(node, "stride"))
        .padding(pair(node, "padding"))
        .dilation(pair(node, "dilation"))
        .groups(size(node, "groups"))
        .bias(node.path("bias").booleanValue(true))
        .build();
  }

  private static long[] pair(JsonNode node, String name) {
    return SinabsArguments.longs(node.get(name), name);
  }

  private static int size(JsonNode node, String name) {
    JsonNode value = node.get(name);
    if (value == null || !value.isInt()) {
      throw new RecordingException("%s: expected a whole number, got %s".formatted(name, value));
    }
    return value.intValue();
  }

  private Module weighted(Module module) {
    for (String name : module.namedParameters().keySet()) {
      leaves.add(PREFIX + name, Parameters.set(module, name, recording.tensor(PREFIX + name)));
    }
    return module;
  }
}
