package org.nernst.io.hdf5;

import io.jhdf.HdfFile;
import io.jhdf.exceptions.HdfException;
import io.jhdf.storage.HdfBackingStorage;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Supplier;
import org.nernst.io.IoFormatException;

/// An HDF5 file that is read with distrust.
///
/// jhdf finds groups and datasets; their raw bytes are taken from the mapped file and converted
/// here, so that sizes are checked before anything is allocated. jhdf trusts what it reads: where
/// it would follow addresses [Hdf5Structure] has a look first, every call of it passes through
/// [#guarded], and an object that is linked twice is refused.
public final class Hdf5File implements AutoCloseable {
  private static final int MAX_DEPTH = 32;

  /// Constant parameters of big layers deflate a thousand to one, so a ratio alone would refuse
  /// honest small files.
  private static final long ALWAYS_ALLOWED = 64L << 20;

  private static final int MAX_RATIO = 100;

  private final Path path;
  private final Arena arena;
  private final ByteBuffer bytes;
  private final HdfFile file;
  private final Hdf5Structure structure;
  private final Set<Long> visited = new HashSet<>();
  private long decodedLeft;

  private Hdf5File(Path path, Arena arena, ByteBuffer bytes) throws IoFormatException {
    this.path = path;
    this.arena = arena;
    this.bytes = bytes;
    this.decodedLeft = Math.max(ALWAYS_ALLOWED, MAX_RATIO * (long) bytes.capacity());
    this.file = guarded("", () -> HdfFile.fromByteBuffer(bytes.duplicate()));
    HdfBackingStorage storage = file.getHdfBackingStorage();
    if (storage.getSizeOfOffsets() != Long.BYTES || storage.getSizeOfLengths() != Long.BYTES) {
      throw malformed(
          "",
          "expected addresses and lengths of 8 bytes, got %d and %d"
              .formatted(storage.getSizeOfOffsets(), storage.getSizeOfLengths()));
    }
    this.structure = new Hdf5Structure(this, storage.getUserBlockSize());
  }

  /// Opens a file; it stays mapped until it is closed.
  ///
  /// @param path the file
  /// @return the open file
  /// @throws IoFormatException when it isn't an HDF5 file, or has 2 GiB or more
  /// @throws IOException when it can't be read
  @SuppressWarnings("MustBeClosedChecker") // the arena is closed with the file
  public static Hdf5File open(Path path) throws IOException {
    if (Files.isDirectory(path)) {
      throw new IoFormatException(path, "expected a file, got a folder");
    }
    Arena arena = Arena.ofConfined();
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      long size = channel.size();
      if (size > Integer.MAX_VALUE) {
        throw new IoFormatException(
            path,
            ("expected an HDF5 file of less than 2 GiB, which one buffer of Java's holds,"
                    + " got %d bytes")
                .formatted(size));
      }
      ByteBuffer bytes =
          channel.map(MapMode.READ_ONLY, 0, size, arena).asByteBuffer().asReadOnlyBuffer();
      return new Hdf5File(path, arena, bytes);
    } catch (IOException failed) {
      arena.close();
      throw failed;
    }
  }

  /// {@return the group at the root}
  ///
  /// @throws IoFormatException when it can't be read
  public Hdf5Group root() throws IoFormatException {
    structure.header(guarded("", file::getAddress), "");
    return new Hdf5Group(this, file, "", 0);
  }

  /// {@return the file's path, for messages}
  public Path path() {
    return path;
  }

  @Override
  public void close() {
    file.close();
    arena.close();
  }

  ByteBuffer bytes() {
    return bytes;
  }

  HdfFile jhdf() {
    return file;
  }

  Hdf5Structure structure() {
    return structure;
  }

  IoFormatException malformed(String where, String problem) {
    return new IoFormatException(path, where.isEmpty() ? problem : where + ": " + problem);
  }

  /// Notes that an object is read, once.
  void visit(long address, String where, int depth) throws IoFormatException {
    if (depth > MAX_DEPTH) {
      throw malformed(where, "expected at most %d nested groups".formatted(MAX_DEPTH));
    }
    if (!visited.add(address)) {
      throw malformed(where, "is the same object as another one before");
    }
  }

  /// Takes bytes off what the file may decode to.
  void spend(long decoded, String where) throws IoFormatException {
    decodedLeft -= decoded;
    if (decodedLeft < 0) {
      throw malformed(
          where,
          "the file's data is larger than %d times the file; it isn't read".formatted(MAX_RATIO));
    }
  }

  /// Runs a piece of jhdf and turns what it throws on a malformed file into the declared exception.
  /// Those listed are what its parsing of numbers, offsets and types that contradict each other was
  /// seen to throw; structures that contain themselves end in a stack overflow.
  <T> T guarded(String where, Supplier<T> read) throws IoFormatException {
    try {
      return read.get();
    } catch (HdfException
        | IllegalArgumentException
        | IllegalStateException
        | IndexOutOfBoundsException
        | BufferUnderflowException
        | NegativeArraySizeException
        | ArithmeticException
        | ClassCastException
        | NullPointerException
        | UnsupportedOperationException e) {
      throw new IoFormatException(
          path, (where.isEmpty() ? "" : where + ": ") + "not valid HDF5: " + rootMessage(e), e);
    } catch (StackOverflowError endless) {
      throw new IoFormatException(
          path,
          (where.isEmpty() ? "" : where + ": ") + "not valid HDF5: a structure contains itself",
          endless);
    }
  }

  private static String rootMessage(Throwable failure) {
    Throwable root = failure;
    for (int i = 0; i < MAX_DEPTH && root.getCause() != null; i++) {
      root = root.getCause();
    }
    String message = root.getMessage();
    return message == null ? root.getClass().getSimpleName() : message;
  }
}
