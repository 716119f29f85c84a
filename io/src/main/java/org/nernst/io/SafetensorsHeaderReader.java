package org.nernst.io;

import java.io.Reader;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;
import org.nernst.io.SafetensorsHeader.Entry;
import org.nernst.tensor.DType;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.json.JsonFactory;

/// Reads the JSON of a safetensors header token by token: no tree, no recursion, nothing that the
/// format doesn't name. Problems are `IllegalArgumentException`s or Jackson's own exceptions.
final class SafetensorsHeaderReader implements AutoCloseable {
  private static final JsonFactory JSON =
      JsonFactory.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          // Names come from anywhere: keep them out of tables that live as long as the program.
          .disable(TokenStreamFactory.Feature.INTERN_PROPERTY_NAMES)
          .disable(TokenStreamFactory.Feature.CANONICALIZE_PROPERTY_NAMES)
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(3)
                  .maxStringLength((int) SafetensorsHeader.MAX_BYTES)
                  .maxNumberLength(20)
                  .build())
          .build();

  /// Where a value stands; becomes text only in a message.
  private record Place(String tensor, String key) {
    @Override
    public String toString() {
      return "tensor " + tensor + ": " + key;
    }
  }

  private final JsonParser parser;

  SafetensorsHeaderReader(Reader reader) {
    parser = JSON.createParser(ObjectReadContext.empty(), reader);
  }

  SafetensorsHeader read() {
    expect(parser.nextToken(), JsonToken.START_OBJECT, "the header");
    SequencedMap<String, Entry> entries = new LinkedHashMap<>();
    SequencedMap<String, String> metadata = new LinkedHashMap<>();
    while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
      String name = parser.currentName();
      parser.nextToken();
      if (name.equals(SafetensorsHeader.METADATA)) {
        readMetadata(metadata);
      } else {
        entries.put(name, entry(name));
      }
    }
    JsonToken rest = parser.nextToken();
    if (rest != null) {
      throw new IllegalArgumentException("expected nothing behind the header's JSON, got " + rest);
    }
    return new SafetensorsHeader(entries, metadata);
  }

  private void readMetadata(SequencedMap<String, String> metadata) {
    expect(parser.currentToken(), JsonToken.START_OBJECT, SafetensorsHeader.METADATA);
    while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
      String key = parser.currentName();
      expect(
          parser.nextToken(), JsonToken.VALUE_STRING, SafetensorsHeader.METADATA + " entry " + key);
      metadata.put(key, parser.getString());
    }
  }

  private Entry entry(String name) {
    expect(parser.currentToken(), JsonToken.START_OBJECT, "tensor " + name);
    DType dtype = null;
    List<Long> shape = null;
    List<Long> offsets = null;
    while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
      String key = parser.currentName();
      Place place = new Place(name, key);
      JsonToken value = parser.nextToken();
      switch (key) {
        case "dtype" -> {
          expect(value, JsonToken.VALUE_STRING, place);
          dtype = dtype(place);
        }
        case "shape" -> shape = longs(value, place, TensorInfo.MAX_RANK);
        case "data_offsets" -> offsets = longs(value, place, 2);
        default ->
            throw new IllegalArgumentException(
                "tensor " + name + ": expected dtype, shape, data_offsets, got " + key);
      }
    }
    List<Long> range = present(offsets, name, "data_offsets");
    if (range.size() != 2) {
      throw new IllegalArgumentException(
          "tensor " + name + ": expected data_offsets of two numbers, got " + range);
    }
    return new Entry(
        info(name, present(dtype, name, "dtype"), present(shape, name, "shape")),
        range.getFirst(),
        range.getLast());
  }

  private static TensorInfo info(String name, DType dtype, List<Long> shape) {
    try {
      return new TensorInfo(dtype, shape);
    } catch (IllegalArgumentException impossible) {
      throw new IllegalArgumentException(
          "tensor " + name + ": " + impossible.getMessage(), impossible);
    }
  }

  private DType dtype(Place place) {
    try {
      return SafetensorsHeader.dtype(parser.getString());
    } catch (IllegalArgumentException unknown) {
      throw new IllegalArgumentException(place + ": " + unknown.getMessage(), unknown);
    }
  }

  private List<Long> longs(JsonToken token, Place place, int atMost) {
    expect(token, JsonToken.START_ARRAY, place);
    List<Long> values = new ArrayList<>();
    for (JsonToken value = parser.nextToken();
        value != JsonToken.END_ARRAY;
        value = parser.nextToken()) {
      expect(value, JsonToken.VALUE_NUMBER_INT, place);
      if (parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER) {
        throw new IllegalArgumentException(
            place + ": expected a number below 2^63, got " + parser.getString());
      }
      if (values.size() == atMost) {
        throw new IllegalArgumentException(
            place + ": expected at most " + atMost + " numbers, got more");
      }
      values.add(parser.getLongValue());
    }
    return List.copyOf(values);
  }

  private static <T> T present(@Nullable T value, String name, String key) {
    if (value == null) {
      throw new IllegalArgumentException("tensor " + name + ": expected " + key + ", got none");
    }
    return value;
  }

  private static void expect(@Nullable JsonToken token, JsonToken expected, Object place) {
    if (token != expected) {
      throw new IllegalArgumentException(
          "%s: expected %s, got %s".formatted(place, describe(expected), describe(token)));
    }
  }

  private static String describe(@Nullable JsonToken token) {
    return switch (token) {
      case null -> "the end";
      case START_OBJECT -> "an object";
      case START_ARRAY -> "an array";
      case VALUE_STRING -> "a string";
      case VALUE_NUMBER_INT -> "an integer";
      case VALUE_NUMBER_FLOAT -> "a number that is no integer";
      case VALUE_TRUE, VALUE_FALSE -> "a boolean";
      case VALUE_NULL -> "null";
      default -> token.toString();
    };
  }

  @Override
  public void close() {
    parser.close();
  }
}
