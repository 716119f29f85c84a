package org.nernst.io;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.nernst.tensor.DType;
import org.nernst.tensor.Scope;
import org.nernst.tensor.Tensor;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/// Writes safetensors files.
final class SafetensorsWriter {
  private static final JsonFactory JSON = new JsonFactory();
  private static final int ALIGNMENT = 8;

  private SafetensorsWriter() {}

  static void write(Path file, Map<String, Tensor> tensors, Map<String, String> metadata)
      throws IOException {
    AtomicFile.write(file, content(tensors, metadata));
  }

  /// A whole file, to be written anywhere.
  static AtomicFile.Content content(Map<String, Tensor> tensors, Map<String, String> metadata) {
    check(tensors, metadata);
    List<Map.Entry<String, Tensor>> layout = layout(tensors);
    byte[] header = header(tensors, metadata, offsets(layout));
    return sink -> {
      sink.write(
          ByteBuffer.allocate(Long.BYTES)
              .order(ByteOrder.LITTLE_ENDIAN)
              .putLong(header.length)
              .flip());
      sink.write(ByteBuffer.wrap(header));
      for (Map.Entry<String, Tensor> entry : layout) {
        try (Scope _ = Scope.open()) {
          sink.write(TensorBytes.rowMajor(entry.getValue()));
        }
      }
    };
  }

  private static void check(Map<String, Tensor> tensors, Map<String, String> metadata) {
    if (tensors.containsKey(SafetensorsHeader.METADATA)) {
      throw new IllegalArgumentException(
          "expected tensor names other than " + SafetensorsHeader.METADATA + ", which is reserved");
    }
    tensors.forEach(
        (name, tensor) -> {
          requireUnicode("tensor name", name);
          requireDType(name, tensor.dtype());
        });
    metadata.forEach(
        (key, value) -> {
          requireUnicode("metadata key", key);
          requireUnicode("metadata value of " + key, value);
        });
  }

  private static void requireDType(String name, DType dtype) {
    try {
      SafetensorsHeader.name(dtype);
    } catch (IllegalArgumentException nameless) {
      throw new IllegalArgumentException("tensor " + name + ": " + nameless.getMessage(), nameless);
    }
  }

  private static void requireUnicode(String what, String text) {
    if (!StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
      throw new IllegalArgumentException(
          what + ": expected text without halves of surrogate pairs, got " + text);
    }
  }

  /// Wide elements first, so that every tensor is aligned to its element size in a mapped file.
  private static List<Map.Entry<String, Tensor>> layout(Map<String, Tensor> tensors) {
    List<Map.Entry<String, Tensor>> layout = new ArrayList<>(tensors.entrySet());
    layout.sort(
        Comparator.comparingInt(
                (Map.Entry<String, Tensor> entry) -> entry.getValue().dtype().byteSize())
            .reversed());
    return layout;
  }

  private static Map<String, long[]> offsets(List<Map.Entry<String, Tensor>> layout) {
    Map<String, long[]> offsets = new HashMap<>();
    long end = 0;
    for (Map.Entry<String, Tensor> entry : layout) {
      Tensor tensor = entry.getValue();
      List<Long> shape = Arrays.stream(tensor.shape()).boxed().toList();
      long begin = end;
      end = Math.addExact(end, new TensorInfo(tensor.dtype(), shape).bytes());
      offsets.put(entry.getKey(), new long[] {begin, end});
    }
    return offsets;
  }

  private static byte[] header(
      Map<String, Tensor> tensors, Map<String, String> metadata, Map<String, long[]> offsets) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), bytes)) {
      json.writeStartObject();
      if (!metadata.isEmpty()) {
        json.writeName(SafetensorsHeader.METADATA);
        json.writeStartObject();
        metadata.forEach(json::writeStringProperty);
        json.writeEndObject();
      }
      tensors.forEach(
          (name, tensor) -> {
            long[] shape = tensor.shape();
            json.writeName(name);
            json.writeStartObject();
            json.writeStringProperty("dtype", SafetensorsHeader.name(tensor.dtype()));
            json.writeName("shape");
            json.writeArray(shape, 0, shape.length);
            json.writeName("data_offsets");
            json.writeArray(offsets.getOrDefault(name, new long[2]), 0, 2);
            json.writeEndObject();
          });
      json.writeEndObject();
    }
    while (bytes.size() % ALIGNMENT != 0) {
      bytes.write(' ');
    }
    if (bytes.size() > SafetensorsHeader.MAX_BYTES) {
      throw new IllegalArgumentException(
          "expected a header of at most %d bytes, got %d (names and metadata)"
              .formatted(SafetensorsHeader.MAX_BYTES, bytes.size()));
    }
    return bytes.toByteArray();
  }
}
