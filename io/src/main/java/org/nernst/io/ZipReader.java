package org.nernst.io;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Enumeration;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;

/// A zip archive that may have been made to harm: names that are there twice or that leave the
/// archive, entries that lie on each other or that inflate without end are refused before anything
/// is read.
final class ZipReader implements AutoCloseable {
  /// How many times its packed size an entry may have.
  static final long MAX_RATIO = 100;

  /// Entries up to this size may have any ratio: a row of zeros packs better than [#MAX_RATIO].
  static final long SMALL = 1 << 20;

  /// The most that the packed entries of an archive may inflate to together, in bytes.
  static final long MAX_INFLATED = 16L << 30;

  private static final int CHUNK = 1 << 16;
  private static final int LOCAL_SIGNATURE = 0x04034b50;
  private static final int LOCAL_HEADER = 30;
  private static final int LOCAL_NAME_LENGTH = 26;

  private final Path file;
  private final ZipFile zip;
  private final SequencedMap<String, ZipEntry> entries = new LinkedHashMap<>();

  private ZipReader(Path file, ZipFile zip) {
    this.file = file;
    this.zip = zip;
  }

  /// Understands an archive, or doesn't.
  interface Parser<F> {
    F parse(Path file, ZipReader zip) throws IOException;
  }

  /// Opens an archive and parses it.
  ///
  /// @param parser its result owns the archive; when it fails the archive is closed
  // The archive lives as long as what the parser gives.
  @SuppressWarnings("MustBeClosedChecker")
  static <F> F open(Path file, Parser<F> parser) throws IOException {
    if (Files.isDirectory(file)) {
      throw new IoFormatException(file, "expected a file, got a folder");
    }
    long fileSize = Files.size(file);
    ZipFile zip;
    try {
      zip = new ZipFile(file.toFile());
    } catch (ZipException malformed) {
      throw new IoFormatException(
          file, "expected a zip archive: " + malformed.getMessage(), malformed);
    } catch (EOFException cut) {
      throw new IoFormatException(file, "expected a zip archive, got part of one", cut);
    }
    boolean parsed = false;
    try {
      ZipReader reader = new ZipReader(file, zip);
      reader.list(fileSize);
      F result = parser.parse(file, reader);
      parsed = true;
      return result;
    } finally {
      if (!parsed) {
        zip.close();
      }
    }
  }

  /// The name of the first entry of an archive.
  ///
  /// @param head the first bytes of a file
  /// @return its name, or null when they aren't those of an archive
  static @Nullable String firstName(byte[] head) {
    ByteBuffer bytes = ByteBuffer.wrap(head).order(ByteOrder.LITTLE_ENDIAN);
    if (head.length < LOCAL_HEADER || bytes.getInt(0) != LOCAL_SIGNATURE) {
      return null;
    }
    int length = Short.toUnsignedInt(bytes.getShort(LOCAL_NAME_LENGTH));
    return new String(
        head, LOCAL_HEADER, Math.min(length, head.length - LOCAL_HEADER), StandardCharsets.UTF_8);
  }

  /// The entries by name, without folders.
  SequencedMap<String, ZipEntry> entries() {
    return entries;
  }

  private void list(long fileSize) throws IoFormatException {
    long packed = 0;
    long inflated = 0;
    for (Enumeration<? extends ZipEntry> all = zip.entries(); all.hasMoreElements(); ) {
      ZipEntry entry = all.nextElement();
      if (!staysInside(entry.getName())) {
        throw new IoFormatException(
            file,
            "expected names of entries inside the archive, got '%s'".formatted(entry.getName()));
      }
      if (entries.put(entry.getName(), entry) != null) {
        throw new IoFormatException(
            file, "expected every entry once, got a second " + entry.getName());
      }
      checkSize(entry);
      packed += entry.getCompressedSize();
      if (packed > fileSize) {
        throw new IoFormatException(file, "its entries overlap, or reach beyond its end");
      }
      inflated += entry.getMethod() == ZipEntry.STORED ? 0 : entry.getSize();
      if (inflated > MAX_INFLATED) {
        throw new IoFormatException(
            file, "expected packed entries of at most %d bytes, got more".formatted(MAX_INFLATED));
      }
    }
    entries.values().removeIf(ZipEntry::isDirectory);
  }

  /// Whether a name would stay below the folder that an archive is unpacked to.
  static boolean staysInside(String name) {
    return !name.isEmpty()
        && !name.startsWith("/")
        && name.indexOf('\\') < 0
        && name.indexOf('\0') < 0
        && !("/" + name + "/").contains("/../");
  }

  private void checkSize(ZipEntry entry) throws IoFormatException {
    long size = entry.getSize();
    long packed = entry.getCompressedSize();
    boolean stored = entry.getMethod() == ZipEntry.STORED;
    if (size < 0 || packed < 0 || (stored && size != packed)) {
      throw new IoFormatException(
          file,
          "entry %s: expected a size, got %d (packed %d)".formatted(entry.getName(), size, packed));
    }
    if (!stored && entry.getMethod() != ZipEntry.DEFLATED) {
      throw new IoFormatException(
          file,
          "entry %s: expected it stored or deflated, got method %d"
              .formatted(entry.getName(), entry.getMethod()));
    }
    if (!stored && size > SMALL && size / MAX_RATIO > packed) {
      throw new IoFormatException(
          file,
          "entry %s: expected at most %d times its packed size of %d bytes, got %d"
              .formatted(entry.getName(), MAX_RATIO, packed, size));
    }
  }

  /// The first bytes of an entry.
  ///
  /// @param most how many, or all that there are
  byte[] head(ZipEntry entry, int most) throws IOException {
    try (InputStream in = zip.getInputStream(entry)) {
      return in.readNBytes(most);
    } catch (ZipException | EOFException damaged) {
      throw damaged(entry, damaged);
    }
  }

  /// Reads the rest of an entry and compares its checksum.
  ///
  /// @param skipped how many bytes at its beginning to leave out
  /// @param target takes exactly the rest
  void read(ZipEntry entry, int skipped, MemorySegment target) throws IOException {
    CRC32 crc = new CRC32();
    try (InputStream in = zip.getInputStream(entry)) {
      byte[] head = in.readNBytes(skipped);
      crc.update(head);
      byte[] chunk = new byte[Math.clamp(target.byteSize(), 1, CHUNK)];
      long read = 0;
      for (int n = in.read(chunk); n >= 0; n = in.read(chunk)) {
        if (n > target.byteSize() - read) {
          throw new IoFormatException(
              file, "entry %s: got more bytes than it says".formatted(entry.getName()));
        }
        MemorySegment.copy(chunk, 0, target, ValueLayout.JAVA_BYTE, read, n);
        crc.update(chunk, 0, n);
        read += n;
      }
      if (head.length < skipped || read < target.byteSize()) {
        throw new IoFormatException(
            file,
            "entry %s: expected %d bytes, got %d"
                .formatted(entry.getName(), skipped + target.byteSize(), head.length + read));
      }
    } catch (ZipException | EOFException damaged) {
      throw damaged(entry, damaged);
    }
    if (crc.getValue() != entry.getCrc()) {
      throw new IoFormatException(
          file,
          "entry %s: expected the checksum %08x, got %08x: the file is damaged, or was saved without checksums"
              .formatted(entry.getName(), entry.getCrc(), crc.getValue()));
    }
  }

  private IoFormatException damaged(ZipEntry entry, IOException cause) {
    return new IoFormatException(
        file, "entry %s: %s".formatted(entry.getName(), cause.getMessage()), cause);
  }

  @Override
  public void close() throws IOException {
    zip.close();
  }
}
