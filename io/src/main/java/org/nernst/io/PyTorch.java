package org.nernst.io;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.SequencedMap;
import org.nernst.tensor.Scope;
import org.nernst.tensor.Tensor;

/// PyTorch's files, `.pt` and `.pth`: state dicts, checkpoints and other plain data with tensors in
/// it, in the zip form and in the one from before PyTorch 1.6.
///
/// Such a file holds a pickle, a program for Python's pickle machine, with which a file can do
/// anything to who loads it. Here no pickle is executed: a reader of its own knows the opcodes that
/// make plain data, and the few names that stand for tensors and OrderedDicts
/// (`collections.OrderedDict`, `torch._utils._rebuild_tensor_v2` and, for dtypes such as uint16 and
/// float8, `_rebuild_tensor_v3`, `torch._utils._rebuild_parameter`, the classes of storages such as
/// `torch.FloatStorage`, and dtypes). Any other name is refused by its name; so are views outside
/// their storages, sizes that don't fit the bytes that are there, and data that would take far more
/// memory than the file.
///
/// An entry whose checksum is wrong is refused as damaged, although `torch.load` reads on; so are
/// files that `torch.serialization.set_crc32_options(False)` left without checksums.
///
/// Tensors in nested dicts and lists have the path to them as their name, keys joined by dots:
/// `model_state_dict.0.weight`. Numbers and texts are the metadata, under their paths.
public final class PyTorch {
  private static final int HEAD_BYTES = 32;

  private PyTorch() {}

  /// Opens a file; its tensors are read when they are asked for.
  ///
  /// @param file the file
  /// @return its tensors, and its numbers and texts as metadata, by path; for use on this thread
  /// @throws IoFormatException when it breaks a rule of the format or holds more than plain data
  /// @throws IOException when it can't be read
  public static TensorFile open(Path file) throws IOException {
    if (Files.isDirectory(file)) {
      throw new IoFormatException(file, "expected a file, got a folder");
    }
    byte[] head;
    try (InputStream in = Files.newInputStream(file)) {
      head = in.readNBytes(HEAD_BYTES);
    }
    return TorchLegacy.recognises(head) ? TorchLegacy.open(file, head) : TorchZip.open(file);
  }

  /// Reads all tensors. Those that shared their memory in Python share it here.
  ///
  /// @param file the file
  /// @return the tensors by path, on the CPU; they belong to the open [Scope], if any
  /// @throws IoFormatException when it breaks a rule of the format or holds more than plain data
  /// @throws IOException when it can't be read
  public static SequencedMap<String, Tensor> read(Path file) throws IOException {
    try (TensorFile open = open(file)) {
      return open.tensors();
    }
  }

  /// Whether a file looks like one of PyTorch's: an archive of something else than NumPy's arrays,
  /// or the form from before PyTorch 1.6.
  ///
  /// @param head its first 512 bytes, or all that there are
  /// @return true if the reader should have a look
  public static boolean recognises(byte[] head) {
    return TorchLegacy.recognises(head)
        || (ZipReader.firstName(head) != null && !Npz.recognises(head));
  }

  /// Writes a state dict that `torch.load` opens as it is: an OrderedDict, in the zip form; under a
  /// temporary name in the same folder, forced to the disk, then moved into place.
  ///
  /// @param file the file, replaced if it exists Tensors whose memory overlaps, such as a weight
  ///   under two names, are written as views of one storage and are tied again when they are read,
  ///   here or in Python; views of one memory in different dtypes, and expanded ones, are written
  ///   apart.
  ///
  /// @param tensors by key; any device, any strides
  /// @throws IOException when the file can't be written; an older one is then untouched
  public static void write(Path file, Map<String, Tensor> tensors) throws IOException {
    TorchWriter.write(file, tensors);
  }
}
