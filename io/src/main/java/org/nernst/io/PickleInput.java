package org.nernst.io;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/// The bytes of a pickle, read from front to back. What is missing or wrong is an
/// `IllegalArgumentException`.
final class PickleInput {
  private static final int LONGEST_LINE = 256;

  private final MemorySegment bytes;
  private long position;

  PickleInput(MemorySegment bytes, long position) {
    this.bytes = bytes;
    this.position = position;
  }

  /// Where the next byte is.
  long position() {
    return position;
  }

  int unsignedByte() {
    return bytes.get(ValueLayout.JAVA_BYTE, advance(1)) & 0xFF;
  }

  int unsignedShort() {
    return bytes.get(little(ValueLayout.JAVA_SHORT_UNALIGNED), advance(Short.BYTES)) & 0xFFFF;
  }

  int int32() {
    return bytes.get(
        ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN), advance(Integer.BYTES));
  }

  long unsignedInt() {
    return Integer.toUnsignedLong(int32());
  }

  long int64() {
    return bytes.get(
        ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN), advance(Long.BYTES));
  }

  double bigEndianDouble() {
    return bytes.get(
        ValueLayout.JAVA_DOUBLE_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN), advance(Double.BYTES));
  }

  /// A two's complement integer of so many bytes.
  long shortInteger(int length) {
    if (length > Long.BYTES) {
      throw new IllegalArgumentException(
          "expected integers of at most 8 bytes, got %d".formatted(length));
    }
    long value = 0;
    for (int i = 0; i < length; i++) {
      value |= (long) unsignedByte() << (8 * i);
    }
    int unused = Long.SIZE - 8 * length;
    return length == 0 ? 0 : value << unused >> unused;
  }

  String text(long length) {
    ByteBuffer slice = bytes.asSlice(advance(length), length).asByteBuffer();
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .onMalformedInput(CodingErrorAction.REPORT)
          .onUnmappableCharacter(CodingErrorAction.REPORT)
          .decode(slice)
          .toString();
    } catch (CharacterCodingException malformed) {
      throw new IllegalArgumentException("expected texts in UTF-8", malformed);
    }
  }

  /// The text up to the next line break, which is skipped.
  String line() {
    long begin = position;
    for (int length = 0; length <= LONGEST_LINE; length++) {
      if (unsignedByte() == '\n') {
        position = begin;
        String line = text(length);
        position++;
        return line;
      }
    }
    throw new IllegalArgumentException(
        "expected names of at most %d bytes, got more".formatted(LONGEST_LINE));
  }

  void skip(long count) {
    advance(count);
  }

  private long advance(long count) {
    if (count < 0 || count > bytes.byteSize() - position) {
      throw new IllegalArgumentException(
          "expected %d more bytes at byte %d, got %d"
              .formatted(count, position, bytes.byteSize() - position));
    }
    long begin = position;
    position += count;
    return begin;
  }

  private static ValueLayout.OfShort little(ValueLayout.OfShort layout) {
    return layout.withOrder(ByteOrder.LITTLE_ENDIAN);
  }
}
