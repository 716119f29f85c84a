package org.nernst.io;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.nernst.tensor.DType;

/// The header of a NumPy array: magic, version, and the text of a Python dict.
///
/// @param info dtype and shape
/// @param fortranOrder whether the first axis runs fastest
/// @param byteOrder that of the elements
/// @param length of the header itself, in bytes: where the elements begin
record NpyHeader(TensorInfo info, boolean fortranOrder, ByteOrder byteOrder, int length) {
  /// The longest header a reader accepts, in bytes; that of a plain array has about 100.
  static final int MAX_BYTES = 1 << 14;

  private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
  private static final int VERSION_1_PREFIX = 10;
  private static final int VERSION_2_PREFIX = 12;
  private static final int ALIGNMENT = 64;

  private static final Map<String, DType> DTYPES =
      Map.ofEntries(
          Map.entry("f8", DType.FLOAT64),
          Map.entry("f4", DType.FLOAT32),
          Map.entry("f2", DType.FLOAT16),
          Map.entry("c16", DType.COMPLEX128),
          Map.entry("c8", DType.COMPLEX64),
          Map.entry("i8", DType.INT64),
          Map.entry("i4", DType.INT32),
          Map.entry("i2", DType.INT16),
          Map.entry("i1", DType.INT8),
          Map.entry("u8", DType.UINT64),
          Map.entry("u4", DType.UINT32),
          Map.entry("u2", DType.UINT16),
          Map.entry("u1", DType.UINT8),
          Map.entry("b1", DType.BOOL));

  static boolean recognises(byte[] head) {
    return head.length >= MAGIC.length
        && java.util.Arrays.equals(head, 0, MAGIC.length, MAGIC, 0, MAGIC.length);
  }

  /// Parses a header.
  ///
  /// @param head the array's first bytes, [#MAX_BYTES] or all that there are
  /// @throws IllegalArgumentException when it breaks a rule of the format, or is of a dtype that
  ///   has no [DType]
  static NpyHeader parse(byte[] head) {
    if (!recognises(head) || head.length < VERSION_1_PREFIX) {
      throw new IllegalArgumentException("expected the magic bytes of a NumPy array");
    }
    int version = head[MAGIC.length];
    if (version < 1 || version > 3 || head[MAGIC.length + 1] != 0) {
      throw new IllegalArgumentException(
          "expected version 1.0, 2.0 or 3.0, got %d.%d"
              .formatted(version & 0xFF, head[MAGIC.length + 1] & 0xFF));
    }
    int prefix = version == 1 ? VERSION_1_PREFIX : VERSION_2_PREFIX;
    ByteBuffer bytes = ByteBuffer.wrap(head).order(ByteOrder.LITTLE_ENDIAN);
    if (head.length < prefix) {
      throw new IllegalArgumentException("it ends inside the header");
    }
    long length =
        version == 1
            ? Short.toUnsignedLong(bytes.getShort(MAGIC.length + 2))
            : Integer.toUnsignedLong(bytes.getInt(MAGIC.length + 2));
    if (length > MAX_BYTES - prefix) {
      throw new IllegalArgumentException(
          "expected a header of at most %d bytes, got %d".formatted(MAX_BYTES - prefix, length));
    }
    if (length > head.length - prefix) {
      throw new IllegalArgumentException(
          "expected a header of %d bytes, got %d".formatted(length, head.length - prefix));
    }
    String text =
        new String(
            head,
            prefix,
            (int) length,
            version == 3 ? StandardCharsets.UTF_8 : StandardCharsets.ISO_8859_1);
    NpyHeaderText fields = NpyHeaderText.parse(text);
    return new NpyHeader(
        new TensorInfo(dtype(fields.descr()), fields.shape()),
        fields.fortranOrder(),
        fields.descr().startsWith(">") ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN,
        prefix + (int) length);
  }

  private static DType dtype(String descr) {
    boolean ordered = !descr.isEmpty() && "<>=|".indexOf(descr.charAt(0)) >= 0;
    DType dtype = DTYPES.get(ordered ? descr.substring(1) : descr);
    if (dtype == null) {
      throw new IllegalArgumentException(
          "expected elements of %s, got '%s'"
              .formatted(DTYPES.keySet().stream().sorted().toList(), descr));
    }
    return dtype;
  }

  /// The header of a row-major little-endian array, version 1, padded so that the elements begin at
  /// a multiple of 64 bytes.
  ///
  /// @throws IllegalArgumentException for a dtype that NumPy doesn't have
  static byte[] bytes(DType dtype, List<Long> shape) {
    String kind =
        DTYPES.entrySet().stream()
            .filter(entry -> entry.getValue() == dtype)
            .map(Map.Entry::getKey)
            .findFirst()
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "expected a dtype that NumPy has, got %s; to(%s) keeps its values"
                            .formatted(dtype, DType.FLOAT32)));
    StringBuilder text =
        new StringBuilder("{'descr': '")
            .append(dtype.byteSize() == 1 ? '|' : '<')
            .append(kind)
            .append("', 'fortran_order': False, 'shape': (");
    shape.forEach(size -> text.append(size).append(", "));
    // A tuple of one needs its comma, longer ones have none at their end.
    text.setLength(text.length() - (shape.isEmpty() ? 0 : shape.size() == 1 ? 1 : 2));
    text.append("), }");
    while ((VERSION_1_PREFIX + text.length() + 1) % ALIGNMENT != 0) {
      text.append(' ');
    }
    text.append('\n');
    return ByteBuffer.allocate(VERSION_1_PREFIX + text.length())
        .order(ByteOrder.LITTLE_ENDIAN)
        .put(MAGIC)
        .put((byte) 1)
        .put((byte) 0)
        .putShort((short) text.length())
        .put(text.toString().getBytes(StandardCharsets.ISO_8859_1))
        .array();
  }
}
