package org.nernst.io;

import java.io.IOException;
import java.io.OutputStream;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/// Writes a zip archive whose bytes depend on nothing but its content.
final class ZipWriter implements AutoCloseable {
  private static final int CHUNK = 1 << 16;
  private static final int LOCAL_HEADER = 30;
  private static final int ZIP64_EXTRA = 20;
  private static final long ZIP64_SIZE = 0xFFFFFFFFL;

  /// Every entry has the same time; the first that the format can say would get a field more.
  private static final LocalDateTime TIME = LocalDateTime.of(1980, 2, 1, 0, 0);

  private final Counted counted;
  private final ZipOutputStream zip;
  private final byte[] chunk = new byte[CHUNK];

  ZipWriter(AtomicFile.Sink sink) {
    counted = new Counted(sink);
    zip = new ZipOutputStream(counted);
  }

  /// Adds an entry without compression.
  ///
  /// @param alignment where its data begins is a multiple of this; 1 for anywhere
  /// @param parts its data, one behind the other
  void store(String name, int alignment, MemorySegment... parts) throws IOException {
    ZipEntry entry = entry(name, ZipEntry.STORED);
    CRC32 crc = new CRC32();
    long size = 0;
    for (MemorySegment part : parts) {
      size += part.byteSize();
      eachChunk(part, n -> crc.update(chunk, 0, n));
    }
    entry.setSize(size);
    entry.setCrc(crc.getValue());
    if (alignment > 1) {
      entry.setExtra(padding(name, size, alignment));
    }
    put(entry, parts);
  }

  /// Adds a compressed entry.
  ///
  /// @param parts its data, one behind the other
  void deflate(String name, MemorySegment... parts) throws IOException {
    put(entry(name, ZipEntry.DEFLATED), parts);
  }

  private void put(ZipEntry entry, MemorySegment... parts) throws IOException {
    zip.putNextEntry(entry);
    for (MemorySegment part : parts) {
      eachChunk(part, n -> zip.write(chunk, 0, n));
    }
    zip.closeEntry();
  }

  private static ZipEntry entry(String name, int method) {
    ZipEntry entry = new ZipEntry(name);
    entry.setMethod(method);
    entry.setTimeLocal(TIME);
    return entry;
  }

  /// An extra field that readers skip, as PyTorch's own writer makes it.
  private byte[] padding(String name, long size, int alignment) {
    int fixed = 4;
    long begin =
        counted.position
            + LOCAL_HEADER
            + name.getBytes(StandardCharsets.UTF_8).length
            + (size >= ZIP64_SIZE ? ZIP64_EXTRA : 0)
            + fixed;
    int fill = (int) Math.floorMod(-begin, (long) alignment);
    byte[] extra = new byte[fixed + fill];
    java.util.Arrays.fill(extra, (byte) 'Z');
    extra[0] = 'F';
    extra[1] = 'B';
    extra[2] = (byte) fill;
    extra[3] = (byte) (fill >> 8);
    return extra;
  }

  private interface Use {
    void bytes(int count) throws IOException;
  }

  private void eachChunk(MemorySegment part, Use use) throws IOException {
    for (long from = 0; from < part.byteSize(); from += CHUNK) {
      int n = (int) Math.min(CHUNK, part.byteSize() - from);
      MemorySegment.copy(part, ValueLayout.JAVA_BYTE, from, chunk, 0, n);
      use.bytes(n);
    }
  }

  @Override
  public void close() throws IOException {
    zip.close();
  }

  private static final class Counted extends OutputStream {
    private final AtomicFile.Sink sink;
    private long position;

    Counted(AtomicFile.Sink sink) {
      this.sink = sink;
    }

    @Override
    public void write(int value) throws IOException {
      write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      sink.write(ByteBuffer.wrap(bytes, offset, length));
      position += length;
    }
  }
}
