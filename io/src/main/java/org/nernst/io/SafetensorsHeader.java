package org.nernst.io;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import org.nernst.tensor.DType;

/// The directory of a safetensors file: where each tensor lies.
///
/// @param entries the tensors by name, in the order of the header
/// @param metadata the strings of `__metadata__`
record SafetensorsHeader(
    SequencedMap<String, Entry> entries, SequencedMap<String, String> metadata) {
  /// The largest header a reader accepts, in bytes.
  static final long MAX_BYTES = 100_000_000;

  static final String METADATA = "__metadata__";

  private static final Map<String, DType> DTYPES =
      Map.ofEntries(
          Map.entry("F64", DType.FLOAT64),
          Map.entry("F32", DType.FLOAT32),
          Map.entry("F16", DType.FLOAT16),
          Map.entry("BF16", DType.BFLOAT16),
          Map.entry("F8_E4M3", DType.FLOAT8_E4M3FN),
          Map.entry("F8_E5M2", DType.FLOAT8_E5M2),
          Map.entry("F8_E4M3FNUZ", DType.FLOAT8_E4M3FNUZ),
          Map.entry("F8_E5M2FNUZ", DType.FLOAT8_E5M2FNUZ),
          Map.entry("F8_E8M0", DType.FLOAT8_E8M0FNU),
          Map.entry("C64", DType.COMPLEX64),
          Map.entry("I64", DType.INT64),
          Map.entry("I32", DType.INT32),
          Map.entry("I16", DType.INT16),
          Map.entry("I8", DType.INT8),
          Map.entry("U64", DType.UINT64),
          Map.entry("U32", DType.UINT32),
          Map.entry("U16", DType.UINT16),
          Map.entry("U8", DType.UINT8),
          Map.entry("BOOL", DType.BOOL));

  /// Types of the format whose elements are parts of a byte: libtorch has no such elements.
  private static final Set<String> PACKED = Set.of("F4", "F6_E2M3", "F6_E3M2");

  /// One tensor; `begin` and `end` count bytes from the end of the header.
  record Entry(TensorInfo info, long begin, long end) {
    long bytes() {
      return end - begin;
    }
  }

  static DType dtype(String name) {
    DType dtype = DTYPES.get(name);
    if (PACKED.contains(name)) {
      throw new IllegalArgumentException(
          "expected elements of whole bytes, as libtorch's tensors have, got %s, which packs them"
              .formatted(name));
    }
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

  /// Refuses data with holes, overlaps or a wrong end, and tensors whose bytes don't fit their
  /// shape.
  ///
  /// @param available the bytes behind the header
  void check(long available) {
    entries.forEach(
        (name, entry) -> {
          long expected = entry.info().bytes();
          if (entry.begin() < 0 || entry.end() < entry.begin() || entry.bytes() != expected) {
            throw new IllegalArgumentException(
                "tensor %s: expected data_offsets over %d bytes for %s %s, got [%d, %d]"
                    .formatted(
                        name,
                        expected,
                        entry.info().dtype(),
                        entry.info().shape(),
                        entry.begin(),
                        entry.end()));
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
