package org.nernst.train;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Reads the plain values of a saved state, which may have been through a file: numbers come back
/// as whatever type holds them, infinities as text.
record Fields(String name, Map<String, @Nullable Object> values) {
  /// The values of a map that may come from a file.
  static Fields of(String name, @Nullable Object map) {
    if (!(map instanceof Map<?, ?> untyped)) {
      throw new IllegalArgumentException(
          "expected the values of " + name + " in a saved training, got " + map);
    }
    return new Fields(name, typed(untyped));
  }

  // Whatever the keys are, only texts are looked up.
  @SuppressWarnings("unchecked")
  private static Map<String, @Nullable Object> typed(Map<?, ?> map) {
    return (Map<String, @Nullable Object>) map;
  }

  long whole(String key) {
    if (values.get(key) instanceof Number number && number.doubleValue() == number.longValue()) {
      return number.longValue();
    }
    throw wrong("a whole number", key);
  }

  int count(String key) {
    long value = whole(key);
    if (value < 0 || value > Integer.MAX_VALUE) {
      throw wrong("a number from 0 to " + Integer.MAX_VALUE, key);
    }
    return (int) value;
  }

  double real(String key) {
    return real(values.get(key), key);
  }

  private double real(@Nullable Object value, String key) {
    return switch (value) {
      case Number number -> number.doubleValue();
      case String text when Set.of("NaN", "Infinity", "-Infinity").contains(text) ->
          Double.parseDouble(text);
      case null, default -> throw wrong("a number", key);
    };
  }

  /// A list with one number, which is how PyTorch keeps the rates of parameter groups.
  double only(String key) {
    List<@Nullable Object> list = list(key);
    if (list.size() != 1) {
      throw wrong("one number", key);
    }
    return real(list.getFirst(), key);
  }

  String text(String key) {
    if (values.get(key) instanceof String text) {
      return text;
    }
    throw wrong("a text", key);
  }

  @Nullable String maybeText(String key) {
    return values.get(key) == null ? null : text(key);
  }

  Fields map(String key) {
    return of(name + "." + key, values.get(key));
  }

  boolean has(String key) {
    return values.get(key) != null;
  }

  List<@Nullable Object> list(String key) {
    if (values.get(key) instanceof List<?> list) {
      return new ArrayList<>(list);
    }
    throw wrong("a list", key);
  }

  List<Fields> maps(String key) {
    return list(key).stream().map(map -> of(name + "." + key, map)).toList();
  }

  private IllegalArgumentException wrong(String expected, String key) {
    return new IllegalArgumentException(
        "expected %s for %s.%s in a saved training, got %s"
            .formatted(expected, name, key, values.get(key)));
  }
}
