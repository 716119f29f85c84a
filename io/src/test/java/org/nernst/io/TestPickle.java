package org.nernst.io;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/// A pickle by hand: opcodes and what follows them, in any order, right or wrong.
final class TestPickle {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  TestPickle op(int... bytes) {
    for (int value : bytes) {
      out.write(value);
    }
    return this;
  }

  TestPickle times(int count, int opcode) {
    for (int i = 0; i < count; i++) {
      out.write(opcode);
    }
    return this;
  }

  TestPickle int32(int value) {
    return raw(ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(value).array());
  }

  TestPickle int64(long value) {
    return raw(ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(value).array());
  }

  TestPickle integer(int value) {
    return op('J').int32(value);
  }

  TestPickle text(String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    return op('X').int32(utf8.length).raw(utf8);
  }

  TestPickle global(String module, String name) {
    return op('c').raw((module + "\n" + name + "\n").getBytes(StandardCharsets.UTF_8));
  }

  TestPickle raw(byte[] bytes) {
    out.write(bytes, 0, bytes.length);
    return this;
  }

  byte[] stop() {
    out.write('.');
    return out.toByteArray();
  }
}
