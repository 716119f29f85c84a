package org.nernst.io;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/// Writes pickles of protocol 2, opcode by opcode.
final class Pickler {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  Pickler() {
    out.write(0x80);
    out.write(2);
  }

  Pickler mark() {
    return opcode('(');
  }

  Pickler tuple() {
    return opcode('t');
  }

  Pickler reduce() {
    return opcode('R');
  }

  Pickler setItems() {
    return opcode('u');
  }

  Pickler persistentId() {
    return opcode('Q');
  }

  Pickler falsehood() {
    return opcode(0x89);
  }

  /// An empty OrderedDict.
  Pickler orderedDict() {
    return global(TorchGlobals.ORDERED_DICT).opcode(')').reduce();
  }

  /// A class or function by its name, module and all.
  Pickler global(String name) {
    int dot = name.lastIndexOf('.');
    opcode('c');
    bytes(
        (name.substring(0, dot) + "\n" + name.substring(dot + 1) + "\n")
            .getBytes(StandardCharsets.US_ASCII));
    return this;
  }

  /// A text.
  ///
  /// @throws IllegalArgumentException for halves of surrogate pairs
  Pickler text(String text) {
    if (!StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
      throw new IllegalArgumentException(
          "expected text without halves of surrogate pairs, got " + text);
    }
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    opcode('X');
    little(utf8.length, Integer.BYTES);
    bytes(utf8);
    return this;
  }

  Pickler integer(long value) {
    if (value == (int) value) {
      opcode('J');
      little(value, Integer.BYTES);
    } else {
      opcode(0x8A);
      out.write(Long.BYTES);
      little(value, Long.BYTES);
    }
    return this;
  }

  /// A tuple.
  Pickler integers(long... values) {
    if (values.length == 0) {
      return opcode(')');
    }
    mark();
    for (long value : values) {
      integer(value);
    }
    return tuple();
  }

  byte[] stop() {
    opcode('.');
    return out.toByteArray();
  }

  private Pickler opcode(int code) {
    out.write(code);
    return this;
  }

  private void bytes(byte[] bytes) {
    out.write(bytes, 0, bytes.length);
  }

  private void little(long value, int length) {
    byte[] bytes =
        ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN).putLong(value).array();
    out.write(bytes, 0, length);
  }
}
