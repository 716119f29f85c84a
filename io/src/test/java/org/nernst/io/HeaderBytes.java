package org.nernst.io;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/// Makes safetensors files by hand, right and wrong ones.
final class HeaderBytes {
  private HeaderBytes() {}

  static byte[] file(long length, byte[] header, byte[] data) {
    return ByteBuffer.allocate(8 + header.length + data.length)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(length)
        .put(header)
        .put(data)
        .array();
  }

  static byte[] file(String header, byte[] data) {
    byte[] bytes = header.getBytes(StandardCharsets.UTF_8);
    return file(bytes.length, bytes, data);
  }

  static Path write(Path folder, String header, byte[] data) throws IOException {
    return write(folder, file(header, data));
  }

  static Path write(Path folder, byte[] bytes) throws IOException {
    return Files.write(folder.resolve("by-hand.safetensors"), bytes);
  }
}
