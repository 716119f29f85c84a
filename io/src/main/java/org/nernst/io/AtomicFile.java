package org.nernst.io;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;

/// Writes a file so that a reader, or a crash, sees the old one or the whole new one.
public final class AtomicFile {
  private static final AtomicLong COUNTER = new AtomicLong();
  private static final long CHUNK = 1 << 30;

  /// Produces the content.
  @FunctionalInterface
  public interface Content {
    /// Writes the content from its beginning to its end.
    ///
    /// @param sink where it goes
    /// @throws IOException when it can't be written
    void writeTo(Sink sink) throws IOException;
  }

  /// Takes bytes in order, each time all of them.
  public static final class Sink {
    private final WritableByteChannel channel;

    Sink(WritableByteChannel channel) {
      this.channel = channel;
    }

    /// Appends the buffer's remaining bytes.
    ///
    /// @param bytes the bytes
    /// @throws IOException when they can't be written
    public void write(ByteBuffer bytes) throws IOException {
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
    }

    /// Appends the segment's bytes, however many.
    ///
    /// @param bytes the bytes
    /// @throws IOException when they can't be written
    public void write(MemorySegment bytes) throws IOException {
      for (long offset = 0; offset < bytes.byteSize(); offset += CHUNK) {
        write(bytes.asSlice(offset, Math.min(CHUNK, bytes.byteSize() - offset)).asByteBuffer());
      }
    }
  }

  private AtomicFile() {}

  /// Writes under a temporary name in the same folder, forces the bytes to the disk and moves the
  /// file into place. The folder is created if need be.
  ///
  /// @param file the file, replaced if it exists
  /// @param content what it shall hold
  /// @throws IOException when it can't be written; an older file is then untouched and the
  ///   temporary one gone
  public static void write(Path file, Content content) throws IOException {
    Path target = file.toAbsolutePath();
    Path folder = target.getParent();
    if (folder == null || Files.isDirectory(target)) {
      throw new IOException(file + ": expected the name of a file, got a folder");
    }
    Files.createDirectories(folder);
    Path temporary =
        folder.resolve(
            ".%s.%d-%d.tmp"
                .formatted(
                    target.getFileName(),
                    ProcessHandle.current().pid(),
                    COUNTER.incrementAndGet()));
    try {
      try (FileChannel channel =
          FileChannel.open(temporary, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
        content.writeTo(new Sink(channel));
        channel.force(true);
      }
      Files.move(
          temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      forceFolder(folder);
    } finally {
      Files.deleteIfExists(temporary);
    }
  }

  /// Without this a crash of the machine can still lose the move. Windows can't open a folder and
  /// needs no such call.
  static void forceFolder(Path folder) throws IOException {
    if (!System.getProperty("os.name", "").toLowerCase(Locale.ROOT).startsWith("windows")) {
      try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
        channel.force(true);
      }
    }
  }
}
