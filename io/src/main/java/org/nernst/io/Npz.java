package org.nernst.io;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.Map;
import java.util.SequencedMap;
import org.nernst.tensor.Scope;
import org.nernst.tensor.Tensor;

/// NumPy's format of several named arrays, `.npz`: a zip archive of `.npy` files, packed or not.
///
/// The reader refuses archives that inflate to more than 100 times their size (single arrays of up
/// to a megabyte may), name an array twice, or lie about a size.
public final class Npz {
  private Npz() {}

  /// Opens an archive; its arrays are read when they are asked for.
  ///
  /// @param file the file
  /// @return its arrays under their names without `.npy`
  /// @throws IoFormatException when it breaks a rule of the format
  /// @throws IOException when it can't be read
  public static TensorFile open(Path file) throws IOException {
    return NpzFile.open(file);
  }

  /// Reads all arrays.
  ///
  /// @param file the file
  /// @return row-major copies on the CPU by name; they belong to the open [Scope], if any
  /// @throws IoFormatException when the file breaks a rule of the format
  /// @throws IOException when it can't be read
  public static SequencedMap<String, Tensor> read(Path file) throws IOException {
    try (TensorFile open = open(file)) {
      return open.tensors();
    }
  }

  /// Whether a file looks like an archive of arrays.
  ///
  /// @param head its first 512 bytes, or all that there are
  /// @return true if the reader should have a look
  public static boolean recognises(byte[] head) {
    String first = ZipReader.firstName(head);
    return first != null && first.endsWith(NpzFile.ENDING);
  }

  /// Writes arrays as `numpy.savez` does: under a temporary name in the same folder, forced to the
  /// disk, then moved into place.
  ///
  /// @param file the file, replaced if it exists
  /// @param tensors by name; any device, any strides
  /// @throws IllegalArgumentException for bfloat16 and the floating types of 8 bits, which NumPy
  ///   doesn't have, and for names that no reader would take
  /// @throws IOException when the file can't be written; an older one is then untouched
  public static void write(Path file, Map<String, Tensor> tensors) throws IOException {
    write(file, tensors, false);
  }

  /// Writes arrays as `numpy.savez_compressed` does, otherwise as [#write].
  ///
  /// @param file the file, replaced if it exists
  /// @param tensors by name; any device, any strides
  /// @throws IOException when the file can't be written; an older one is then untouched
  public static void writeCompressed(Path file, Map<String, Tensor> tensors) throws IOException {
    write(file, tensors, true);
  }

  private static void write(Path file, Map<String, Tensor> tensors, boolean compressed)
      throws IOException {
    for (Map.Entry<String, Tensor> entry : tensors.entrySet()) {
      if (!ZipReader.staysInside(entry.getKey() + NpzFile.ENDING)) {
        throw new IllegalArgumentException(
            "expected names that can stand in a zip archive, got '%s'".formatted(entry.getKey()));
      }
      requireDType(entry.getKey(), entry.getValue());
    }
    AtomicFile.write(
        file,
        sink -> {
          try (ZipWriter zip = new ZipWriter(sink)) {
            for (Map.Entry<String, Tensor> entry : tensors.entrySet()) {
              try (Scope _ = Scope.open()) {
                String name = entry.getKey() + NpzFile.ENDING;
                MemorySegment header = MemorySegment.ofArray(Npy.header(entry.getValue()));
                MemorySegment elements = TensorBytes.rowMajor(entry.getValue());
                if (compressed) {
                  zip.deflate(name, header, elements);
                } else {
                  zip.store(name, 1, header, elements);
                }
              }
            }
          }
        });
  }

  private static void requireDType(String name, Tensor tensor) {
    try {
      Npy.header(tensor);
    } catch (IllegalArgumentException unknown) {
      throw new IllegalArgumentException("array " + name + ": " + unknown.getMessage(), unknown);
    }
  }
}
