package org.nernst.io;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// A file of any size as memory, which must not be used after `close`.
///
/// @param file the file
/// @param arena owns the mapping
/// @param bytes all of it, read-only
record MappedFile(Path file, Arena arena, MemorySegment bytes) implements AutoCloseable {
  /// Understands a mapped file, or doesn't.
  interface Parser<F> {
    F parse(MappedFile mapped) throws IOException;
  }

  /// Maps a file and parses it.
  ///
  /// @param parser its result owns the mapping; when it fails the mapping is closed
  // The arena lives as long as what the parser gives.
  @SuppressWarnings("MustBeClosedChecker")
  static <F> F open(Path file, Parser<F> parser) throws IOException {
    if (Files.isDirectory(file)) {
      throw new IoFormatException(file, "expected a file, got a folder");
    }
    Arena arena = Arena.ofConfined();
    boolean parsed = false;
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      MemorySegment bytes = channel.map(MapMode.READ_ONLY, 0, channel.size(), arena);
      F result = parser.parse(new MappedFile(file, arena, bytes));
      parsed = true;
      return result;
    } finally {
      if (!parsed) {
        arena.close();
      }
    }
  }

  @Override
  public void close() {
    arena.close();
  }
}
