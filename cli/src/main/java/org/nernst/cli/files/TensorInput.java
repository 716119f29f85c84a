package org.nernst.cli.files;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.nernst.cli.UsageError;
import org.nernst.io.TensorFile;
import org.nernst.tensor.Tensor;

/// Single tensors out of files of any tensor format, and results into such files.
public final class TensorInput {
  private TensorInput() {}

  /// Reads the only tensor of a file, or the one that is named "input".
  ///
  /// @param file in any format of tensors
  /// @return the tensor, which belongs to the open scope
  /// @throws UsageError if the format holds no tensors, or it holds several
  /// @throws IOException if it can't be read
  public static Tensor read(Path file) throws IOException {
    FileFormat format = Formats.of(file);
    if (!(format instanceof TensorFormat tensors)) {
      throw new UsageError(file + ": expected a file of tensors, got " + format.name());
    }
    try (TensorFile open = tensors.reader().open(file)) {
      var names = open.entries().sequencedKeySet();
      if (names.size() == 1) {
        return open.tensor(names.getFirst());
      }
      if (!names.contains("input")) {
        throw new UsageError(
            "%s: expected one tensor, or one named input, got %s".formatted(file, names));
      }
      return open.tensor("input");
    }
  }

  /// Writes tensors in the format that the name's ending tells.
  ///
  /// @param file where to
  /// @param tensors by name
  /// @throws UsageError if no format of tensors ends so, or it can't hold them
  /// @throws IOException if it can't be written
  public static void write(Path file, Map<String, Tensor> tensors) throws IOException {
    writer(file).writer().write(file, tensors, Map.of());
  }

  /// Refuses a name that [#write] would refuse.
  ///
  /// @throws UsageError if no format of tensors ends so
  public static void check(Path file) {
    writer(file);
  }

  private static TensorFormat writer(Path file) {
    if (Formats.named(file) instanceof TensorFormat tensors) {
      return tensors;
    }
    throw new UsageError(file + ": expected the name of a file of tensors");
  }
}
