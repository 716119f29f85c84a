package org.nernst.io;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/// A disk with room for so many bytes: what doesn't fit is written as far as it does, then the
/// write fails, as on a real one.
final class FullDisk implements Disk {
  private long room;

  FullDisk(long room) {
    this.room = room;
  }

  @Override
  public OpenFile create(Path file) throws IOException {
    OpenFile real = REAL.create(file);
    return new OpenFile() {
      @Override
      public int write(ByteBuffer bytes) throws IOException {
        int fits = (int) Math.min(room, bytes.remaining());
        if (fits == 0 && bytes.hasRemaining()) {
          throw new IOException("No space left on device");
        }
        room -= fits;
        ByteBuffer part = bytes.slice(bytes.position(), fits);
        while (part.hasRemaining()) {
          real.write(part);
        }
        bytes.position(bytes.position() + fits);
        return fits;
      }

      @Override
      public void force() throws IOException {
        real.force();
      }

      @Override
      public boolean isOpen() {
        return real.isOpen();
      }

      @Override
      public void close() throws IOException {
        real.close();
      }
    };
  }
}
