package org.nernst.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ZipReaderTest {
  private static final int CENTRAL = 0x02014b50;
  private static final int COMPRESSED_SIZE = 20;
  private static final int SIZE = 24;
  private static final int OFFSET = 42;
  private static final int NAME = 46;

  @TempDir Path folder;

  private byte[] zip(int entries, int size) throws IOException {
    Path file = folder.resolve("made.zip");
    try (OutputStream out = Files.newOutputStream(file);
        ZipOutputStream zip = new ZipOutputStream(out)) {
      for (int i = 0; i < entries; i++) {
        zip.putNextEntry(new ZipEntry("entry" + i));
        zip.write(new byte[size]);
      }
    }
    return Files.readAllBytes(file);
  }

  /// Where the entry's header in the directory at the end begins.
  private static int central(byte[] zip, int entry) {
    ByteBuffer bytes = little(zip);
    int seen = -1;
    for (int at = 0; at < zip.length - 4; at++) {
      if (bytes.getInt(at) == CENTRAL && ++seen == entry) {
        return at;
      }
    }
    throw new IllegalArgumentException("no entry " + entry);
  }

  private static ByteBuffer little(byte[] zip) {
    return ByteBuffer.wrap(zip).order(ByteOrder.LITTLE_ENDIAN);
  }

  private Path file(byte[] zip) throws IOException {
    return Files.write(folder.resolve("made.zip"), zip);
  }

  private static int count(Path file) throws IOException {
    return ZipReader.open(
        file,
        (_, zip) -> {
          int entries = zip.entries().size();
          for (ZipEntry entry : zip.entries().values()) {
            zip.read(entry, 0, MemorySegment.ofArray(new byte[(int) entry.getSize()]));
          }
          zip.close();
          return entries;
        });
  }

  private void refused(byte[] zip, String problem) throws IOException {
    Path file = file(zip);
    assertThatThrownBy(() -> count(file))
        .isInstanceOf(IoFormatException.class)
        .hasMessageContaining(problem);
  }

  @Test
  void wholeArchivesAreRead() throws IOException {
    assertThat(count(file(zip(3, 100)))).isEqualTo(3);
    assertThat(count(file(zip(0, 0)))).isZero();
  }

  @Test
  void smallEntriesMayPackAsWellAsTheyDo() throws IOException {
    assertThat(count(file(zip(1, 1 << 20)))).isEqualTo(1);
  }

  @Test
  void bombsAreRefusedBeforeTheyInflate() throws IOException {
    refused(zip(1, 20 << 20), "entry entry0: expected at most 100 times its packed size");
  }

  @Test
  void aSizeThatIsALieIsFound() throws IOException {
    byte[] larger = zip(1, 100);
    little(larger).putInt(central(larger, 0) + SIZE, 101);
    refused(larger, "entry0: expected 101 bytes, got 100");

    byte[] smaller = zip(1, 100);
    little(smaller).putInt(central(smaller, 0) + SIZE, 99);
    refused(smaller, "entry entry0: ");
  }

  @Test
  void namesThatAreThereTwiceAreRefused() throws IOException {
    byte[] zip = zip(2, 10);
    zip[central(zip, 1) + NAME + "entry".length()] = '0';

    refused(zip, "a second entry0");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/bsolu", "../../", "a/../b", "back\\s"})
  void namesThatLeaveTheArchiveAreRefused(String name) throws IOException {
    byte[] zip = zip(1, 10);
    byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
    System.arraycopy(bytes, 0, zip, central(zip, 0) + NAME, bytes.length);

    refused(zip, "inside the archive, got '" + name + "'");
  }

  @Test
  void entriesOnEachOtherAreRefused() throws IOException {
    byte[] zip = zip(50, 10);
    for (int entry = 0; entry < 50; entry++) {
      ByteBuffer bytes = little(zip);
      bytes.putInt(central(zip, entry) + OFFSET, 0);
      bytes.putInt(central(zip, entry) + COMPRESSED_SIZE, 2000);
    }

    refused(zip, "entries overlap");
  }

  @Test
  void damageIsFoundByTheChecksum() throws IOException {
    byte[] zip = zip(1, 10);
    ByteBuffer bytes = little(zip);
    int crc = central(zip, 0) + 16;
    bytes.putInt(crc, bytes.getInt(crc) ^ 1);

    refused(zip, "expected the checksum");
  }

  @Test
  void whatIsNoArchiveIsRefused() throws IOException {
    refused(new byte[0], "expected a zip archive");
    refused("some text".getBytes(StandardCharsets.UTF_8), "expected a zip archive");
  }
}
