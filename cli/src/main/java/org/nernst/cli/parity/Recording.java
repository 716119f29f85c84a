package org.nernst.cli.parity;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;
import org.nernst.io.Safetensors;
import org.nernst.io.SafetensorsFile;
import org.nernst.tensor.DType;
import org.nernst.tensor.Tensor;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// One recorded run: the module, how it was built, what it was fed and what came out.
///
/// @param file the file's name
/// @param module the full name of the recorded module or function
/// @param arguments what the module was built with
/// @param metadata all that the file says about itself
/// @param tensors input, weights, results and gradients by name
record Recording(
    String file,
    String module,
    JsonNode arguments,
    SequencedMap<String, String> metadata,
    SequencedMap<String, Tensor> tensors) {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  /// Norse's files say `parameters`, those of Sinabs `arguments`.
  private static final List<String> ARGUMENT_KEYS = List.of("parameters", "arguments");

  static Recording read(Path path) throws IOException {
    SafetensorsFile file = Safetensors.read(path);
    String module = file.metadata().get("module");
    String graph = file.metadata().get("nir_file");
    if (module == null && graph != null) {
      throw new UnsupportedRecordingException("Nernst reads no NIR graphs: " + graph);
    }
    if (module == null) {
      throw new RecordingException(
          "expected the name of a module in the metadata, got " + file.metadata().keySet());
    }
    return new Recording(
        String.valueOf(path.getFileName()),
        module,
        arguments(file.metadata()),
        file.metadata(),
        file.tensors());
  }

  private static JsonNode arguments(Map<String, String> metadata) {
    for (String key : ARGUMENT_KEYS) {
      String text = metadata.get(key);
      if (text != null) {
        JsonNode arguments = json(key, text);
        if (!arguments.isObject()) {
          throw new RecordingException(
              "metadata %s: expected a JSON object, got %s"
                  .formatted(key, arguments.getNodeType()));
        }
        return arguments;
      }
    }
    return JSON.createObjectNode();
  }

  private static JsonNode json(String key, String text) {
    try {
      return JSON.readTree(text);
    } catch (JacksonException malformed) {
      throw new RecordingException(
          "metadata %s: expected JSON, got %s".formatted(key, malformed.getOriginalMessage()),
          malformed);
    }
  }

  /// A metadata entry that holds JSON.
  JsonNode metadataJson(String key) {
    String text = metadata.get(key);
    return text == null ? JSON.createObjectNode() : json(key, text);
  }

  /// A number in the metadata; `absent` when there is none or it says `n/a`.
  double metadataNumber(String key, double absent) {
    String text = metadata.get(key);
    if (text == null || text.equals("n/a")) {
      return absent;
    }
    try {
      return Double.parseDouble(text);
    } catch (NumberFormatException wrong) {
      throw new RecordingException(
          "metadata %s: expected a number, got %s".formatted(key, text), wrong);
    }
  }

  boolean has(String name) {
    return tensors.containsKey(name);
  }

  @Nullable Tensor find(String name) {
    return tensors.get(name);
  }

  /// A tensor without which nothing can be checked.
  Tensor tensor(String name) {
    Tensor tensor = tensors.get(name);
    if (tensor == null) {
      throw new RecordingException("expected a tensor " + name + ", the file has none");
    }
    return tensor;
  }

  /// What follows `prefix` in the names of the tensors that begin with it.
  List<String> namesBehind(String prefix) {
    List<String> names = new ArrayList<>();
    for (String name : tensors.keySet()) {
      if (name.startsWith(prefix)) {
        names.add(name.substring(prefix.length()));
      }
    }
    return names;
  }

  /// The element type of the run.
  DType dtype() {
    return tensor("input").dtype();
  }

  /// The element type of the input, or of the first of several.
  DType inputDtype() {
    return has("input") ? dtype() : tensor("call0.input").dtype();
  }

  /// A number among the arguments.
  double number(String name) {
    JsonNode value = arguments.get(name);
    if (value == null || !value.isNumber()) {
      throw new RecordingException("argument %s: expected a number, got %s".formatted(name, value));
    }
    return value.doubleValue();
  }

  /// A number among the arguments, or `absent` when it isn't there.
  double number(String name, double absent) {
    return arguments.has(name) ? number(name) : absent;
  }

  /// A text among the arguments.
  String text(String name) {
    JsonNode value = arguments.get(name);
    if (value == null || !value.isString()) {
      throw new RecordingException("argument %s: expected a text, got %s".formatted(name, value));
    }
    return value.stringValue();
  }

  /// A yes or no among the arguments, or `absent` when it isn't there.
  boolean flag(String name, boolean absent) {
    JsonNode value = arguments.get(name);
    if (value == null || value.isNull()) {
      return absent;
    }
    if (!value.isBoolean()) {
      throw new RecordingException(
          "argument %s: expected true or false, got %s".formatted(name, value));
    }
    return value.booleanValue();
  }
}
