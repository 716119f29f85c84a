package org.nernst.cli.files;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.nernst.cli.UsageError;
import org.nernst.io.Npy;
import org.nernst.io.Npz;
import org.nernst.io.PyTorch;
import org.nernst.io.Safetensors;
import org.nernst.io.TensorFile;
import org.nernst.tensor.Tensor;

/// A format of named tensors.
///
/// @param name what messages call it
/// @param endings how the names of such files end
/// @param signature tells such a file by its first bytes
/// @param reader opens such a file
/// @param writer writes such a file
/// @param metadata whether such a file holds text beside its tensors
/// @param ties whether such a file says which tensors are the same memory
record TensorFormat(
    String name,
    List<String> endings,
    Signature signature,
    Reader reader,
    Writer writer,
    boolean metadata,
    boolean ties)
    implements FileFormat {
  static final TensorFormat SAFETENSORS =
      new TensorFormat(
          "safetensors",
          List.of(".safetensors"),
          Safetensors::recognises,
          Safetensors::open,
          Safetensors::write,
          true,
          false);

  static final TensorFormat NPY =
      new TensorFormat(
          "NumPy array",
          List.of(".npy"),
          Npy::recognises,
          Npy::open,
          TensorFormat::npy,
          false,
          false);

  static final TensorFormat NPZ =
      new TensorFormat(
          "NumPy archive",
          List.of(".npz"),
          Npz::recognises,
          Npz::open,
          (file, tensors, _) -> Npz.write(file, tensors),
          false,
          false);

  static final TensorFormat PYTORCH =
      new TensorFormat(
          "PyTorch file",
          List.of(".pt", ".pth"),
          PyTorch::recognises,
          PyTorch::open,
          (file, tensors, _) -> PyTorch.write(file, tensors),
          false,
          true);

  static final List<TensorFormat> ALL = List.of(SAFETENSORS, NPY, NPZ, PYTORCH);

  interface Signature {
    boolean in(byte[] head);
  }

  interface Reader {
    TensorFile open(Path file) throws IOException;
  }

  interface Writer {
    void write(Path file, Map<String, Tensor> tensors, Map<String, String> metadata)
        throws IOException;
  }

  @Override
  public boolean recognises(Path file, byte[] head) {
    return signature.in(head);
  }

  @Override
  public void inspect(Path file, Inspection view) throws IOException {
    try (TensorFile open = reader.open(file)) {
      new TensorTable(view).show(name, open);
    }
  }

  private static void npy(Path file, Map<String, Tensor> tensors, Map<String, String> metadata)
      throws IOException {
    if (tensors.size() != 1) {
      throw new UsageError(
          "%s: expected one tensor, as .npy holds one array, got %s (.npz holds several)"
              .formatted(file, tensors.keySet()));
    }
    Npy.write(file, tensors.values().iterator().next());
  }
}
