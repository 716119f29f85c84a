package org.nernst.io;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ZipWriterTest {
  private static final int LOCAL = 0x04034b50;

  @TempDir Path folder;

  @Test
  void storedEntriesBeginWhereTheyShould() throws IOException {
    Path file = folder.resolve("x.zip");
    AtomicFile.write(
        file,
        sink -> {
          try (ZipWriter zip = new ZipWriter(sink)) {
            for (int i = 0; i < 20; i++) {
              zip.store("µ".repeat(i + 1), 64, bytes("a".repeat(7 * i)), bytes("!"));
            }
          }
        });

    ByteBuffer zip = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
    int seen = 0;
    for (int at = 0; at < zip.limit() - 30; at++) {
      if (zip.getInt(at) == LOCAL) {
        assertThat((at + 30 + zip.getShort(at + 26) + zip.getShort(at + 28)) % 64).isZero();
        seen++;
      }
    }
    assertThat(seen).isEqualTo(20);
    assertThat(content(file, "µµµ")).isEqualTo("a".repeat(14) + "!");
  }

  @Test
  void packedEntriesHoldTheSame() throws IOException {
    Path file = folder.resolve("x.zip");
    AtomicFile.write(
        file,
        sink -> {
          try (ZipWriter zip = new ZipWriter(sink)) {
            zip.deflate("x", bytes("a".repeat(200_000)), bytes("b"));
          }
        });

    assertThat(content(file, "x")).isEqualTo("a".repeat(200_000) + "b");
    assertThat(Files.size(file)).isLessThan(2_000);
  }

  private static MemorySegment bytes(String text) {
    return MemorySegment.ofArray(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String content(Path file, String name) throws IOException {
    try (ZipFile zip = new ZipFile(file.toFile());
        InputStream in = zip.getInputStream(new ZipEntry(name))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
