package org.nernst.io;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.nernst.tensor.DType;

/// The directory of a safetensors file: where each tensor lies.
///
/// @param entries the tensors by name, in the order of the header
/// @param metadata the strings of `__metadata__`
record SafetensorsHeader(
    SequencedMap<String, Entry> entries, SequencedMap<String, String> metadata) {
  /// The largest header a reader accepts, in bytes.
  static final long MAX_BYTES = 100_000_000;

  /// The largest number of axes.
  static final int MAX_RANK = 8;

  static final String METADATA = "__metadata__";

  private static final Map<String, DType> DTYPES =
      Map.of(
          "F64", DType.FLOAT64,
          "F32", DType.FLOAT32,
          "F16", DType.FLOAT16,
          "BF16", DType.BFLOAT16,
          "I64", DType.INT64,
          "I32", DType.INT32,
          "I16", DType.INT16,
          "I8", DType.INT8,
          "U8", DType.UINT8,
          "BOOL", DType.BOOL);

  /// One tensor; `begin` and `end` count bytes from the end of the header.
  record Entry(DType dtype, List<Long> shape, long begin, long end) {
    long bytes() {
      return end - begin;
    }

    long[] dimensions() {
      return shape.stream().mapToLong(Long::longValue).toArray();
    }
  }

  static DType dtype(String name) {
    DType dtype = DTYPES.get(name);
    if (dtype == null) {
      throw new IllegalArgumentException(
          "expected a dtype of " + DTYPES.keySet().stream().sorted().toList() + ", got " + name);
    }
    return dtype;
  }

  static String name(DType dtype) {
    return DTYPES.entrySet().stream()
        .filter(entry -> entry.getValue() == dtype)
        .map(Map.Entry::getKey)
        .findFirst()
        .orElseThrow(
            () -> new IllegalArgumentException("safetensors has no name for dtype " + dtype));
  }

  /// The size of a tensor in bytes.
  ///
  /// @throws IllegalArgumentException for a negative axis, too many axes or a product beyond 2^63
  static long bytes(DType dtype, List<Long> shape) {
    if (shape.size() > MAX_RANK) {
      throw new IllegalArgumentException(
          "expected at most " + MAX_RANK + " axes, got " + shape.size());
    }
    long bytes = dtype.byteSize();
    boolean empty = shape.contains(0L);
    for (long size : shape) {
      if (size < 0) {
        throw new IllegalArgumentException("expected axes of at least 0, got " + shape);
      }
      try {
        bytes = Math.multiplyExact(bytes, Math.max(size, empty ? 1 : 0));
      } catch (ArithmeticException overflow) {
        throw new IllegalArgumentException("the size of shape " + shape + " overflows", overflow);
      }
    }
    return empty ? 0 : bytes;
  }

  /// Refuses data with holes, overlaps or a wrong end, and tensors whose bytes don't fit their
  /// shape.
  ///
  /// @param available the bytes behind the header
  void check(long available) {
    entries.forEach(
        (name, entry) -> {
          long expected = bytes(entry.dtype(), entry.shape());
          if (entry.begin() < 0 || entry.end() < entry.begin() || entry.bytes() != expected) {
            throw new IllegalArgumentException(
                "tensor %s: expected data_offsets over %d bytes for %s %s, got [%d, %d]"
                    .formatted(
                        name, expected, entry.dtype(), entry.shape(), entry.begin(), entry.end()));
          }
        });
    List<Map.Entry<String, Entry>> byOffset = new ArrayList<>(entries.entrySet());
    byOffset.sort(
        Comparator.<Map.Entry<String, Entry>>comparingLong(entry -> entry.getValue().begin())
            .thenComparingLong(entry -> entry.getValue().end()));
    long end = 0;
    for (Map.Entry<String, Entry> entry : byOffset) {
      long begin = entry.getValue().begin();
      if (begin != end) {
        throw new IllegalArgumentException(
            "tensor %s: expected data_offsets that begin at %d, got %d (%s)"
                .formatted(entry.getKey(), end, begin, begin > end ? "a hole" : "an overlap"));
      }
      end = entry.getValue().end();
    }
    if (end != available) {
      throw new IllegalArgumentException(
          "expected %d bytes of data behind the header, got %d".formatted(end, available));
    }
  }
}
