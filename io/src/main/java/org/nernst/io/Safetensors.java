package org.nernst.io;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.nernst.tensor.Scope;
import org.nernst.tensor.Tensor;

/// The checkpoint format safetensors: 8 bytes with the length of a JSON header, the header, then
/// the tensors' raw little-endian bytes.
///
/// The reader trusts nothing: the header has at most 100 MB, starts with `{`, is strict UTF-8 and
/// names nothing twice; sizes are computed with overflow checks against the bytes that are there
/// before anything is allocated; the data has no hole, no overlap and no rest. Source:
/// <https://github.com/huggingface/safetensors>.
public final class Safetensors {
  private Safetensors() {}

  /// Opens a file of any size to read some of its tensors. The file is mapped until it is closed,
  /// and must not be made shorter while it is open.
  ///
  /// @param file the file
  /// @return its tensors and metadata, in the order of the header; for use on this thread
  /// @throws IoFormatException when the header breaks a rule of the format
  /// @throws IOException when it can't be read
  public static TensorFile open(Path file) throws IOException {
    return MappedSafetensors.open(file);
  }

  /// Reads a whole file. The file is mapped while it is read; the tensors are copies on the CPU and
  /// belong to the open [Scope], if any.
  ///
  /// @param file the file
  /// @return its tensors and metadata, in the order of the header
  /// @throws IoFormatException when the file breaks a rule of the format
  /// @throws IOException when it can't be read
  public static SafetensorsFile read(Path file) throws IOException {
    try (TensorFile open = open(file)) {
      return new SafetensorsFile(open.tensors(), open.metadata());
    }
  }

  /// Whether a file looks like one of this format.
  ///
  /// @param head its first 512 bytes, or all that there are
  /// @return true if the reader should have a look
  public static boolean recognises(byte[] head) {
    return head.length > Long.BYTES && head[Long.BYTES] == '{';
  }

  /// Writes a file as a whole or not at all: under a temporary name in the same folder, forced to
  /// the disk, then moved into place.
  ///
  /// @param file the file, replaced if it exists
  /// @param tensors the tensors by name; any device, any strides; the header keeps their order
  /// @param metadata strings to go with them, in this order; none when empty
  /// @throws IllegalArgumentException for a tensor named `__metadata__`
  /// @throws IOException when the file can't be written; an older one is then untouched
  public static void write(Path file, Map<String, Tensor> tensors, Map<String, String> metadata)
      throws IOException {
    SafetensorsWriter.write(file, tensors, metadata);
  }
}
