package org.nernst.io;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.Arrays;
import org.nernst.tensor.Scope;
import org.nernst.tensor.Tensor;

/// NumPy's format of one array, `.npy`: a header in Python's notation, then the elements.
///
/// Versions 1 to 3, both orders of axes and of bytes are read; floating, complex, integer and
/// boolean elements. Records, texts and Python objects are refused by their dtype: no pickle is
/// ever read. Source: <https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html>.
public final class Npy {
  private Npy() {}

  /// Opens a file of any size. The file is mapped until it is closed, and must not be made shorter
  /// while it is open.
  ///
  /// @param file the file
  /// @return the array under the file's name without its ending; for use on this thread
  /// @throws IoFormatException when the header breaks a rule of the format
  /// @throws IOException when it can't be read
  public static TensorFile open(Path file) throws IOException {
    return MappedNpy.open(file);
  }

  /// Reads an array.
  ///
  /// @param file the file
  /// @return a row-major copy on the CPU, which belongs to the open [Scope], if any
  /// @throws IoFormatException when the file breaks a rule of the format
  /// @throws IOException when it can't be read
  public static Tensor read(Path file) throws IOException {
    try (TensorFile open = open(file)) {
      return open.tensor(open.entries().firstEntry().getKey());
    }
  }

  /// Writes an array, version 1, row-major, little-endian: under a temporary name in the same
  /// folder, forced to the disk, then moved into place.
  ///
  /// @param file the file, replaced if it exists
  /// @param tensor any device, any strides
  /// @throws IllegalArgumentException for bfloat16 and the floating types of 8 bits, which NumPy
  ///   doesn't have
  /// @throws IOException when the file can't be written; an older one is then untouched
  public static void write(Path file, Tensor tensor) throws IOException {
    byte[] header = header(tensor);
    AtomicFile.write(
        file,
        sink -> {
          sink.write(MemorySegment.ofArray(header));
          try (Scope _ = Scope.open()) {
            sink.write(TensorBytes.rowMajor(tensor));
          }
        });
  }

  /// Whether a file looks like an array.
  ///
  /// @param head its first 512 bytes, or all that there are
  /// @return true if the reader should have a look
  public static boolean recognises(byte[] head) {
    return NpyHeader.recognises(head);
  }

  static byte[] header(Tensor tensor) {
    return NpyHeader.bytes(tensor.dtype(), Arrays.stream(tensor.shape()).boxed().toList());
  }
}
