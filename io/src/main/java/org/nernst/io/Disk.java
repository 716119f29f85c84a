package org.nernst.io;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// Where new files go: the disk, or in tests one that gets full.
@FunctionalInterface
interface Disk {
  /// The disk.
  Disk REAL = file -> new RealFile(file);

  /// Makes a file that isn't there yet.
  OpenFile create(Path file) throws IOException;

  /// A new file that is written from its beginning to its end.
  interface OpenFile extends WritableByteChannel, Closeable {
    /// Returns when what was written has reached the device.
    void force() throws IOException;
  }

  /// A file on the disk.
  final class RealFile implements OpenFile {
    private final FileChannel channel;

    RealFile(Path file) throws IOException {
      channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    }

    @Override
    public int write(ByteBuffer bytes) throws IOException {
      return channel.write(bytes);
    }

    @Override
    public void force() throws IOException {
      channel.force(true);
    }

    @Override
    public boolean isOpen() {
      return channel.isOpen();
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }
}
