package org.nernst.cli.files;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.nernst.cli.UsageError;
import org.nernst.cli.train.NirChoices;
import org.nernst.io.TensorFile;
import org.nernst.tensor.Scope;
import org.nernst.tensor.Tensor;

/// Named tensors from one format to another.
final class TensorConversion implements Conversion {
  @Override
  public boolean joins(FileFormat from, FileFormat to) {
    return from instanceof TensorFormat && to instanceof TensorFormat;
  }

  @Override
  public List<String> convert(Path in, FileFormat from, Path out, FileFormat to, NirChoices choices)
      throws IOException {
    choices.refuse(in + " is no NIR file");
    TensorFormat source = (TensorFormat) from;
    TensorFormat target = (TensorFormat) to;
    try (TensorFile file = source.reader().open(in);
        Scope _ = Scope.open()) {
      Map<String, String> metadata = target.metadata() ? file.metadata() : Map.of();
      write(target, out, file.tensors(), metadata);
      return metadata.size() == file.metadata().size()
          ? List.of()
          : List.of(
              "metadata, which a %s doesn't hold: %s"
                  .formatted(to.name(), String.join(", ", file.metadata().keySet())));
    }
  }

  private static void write(
      TensorFormat target, Path out, Map<String, Tensor> tensors, Map<String, String> metadata)
      throws IOException {
    try {
      target.writer().write(out, tensors, metadata);
    } catch (IllegalArgumentException impossible) {
      throw new UsageError(
          "%s can't be a %s: %s".formatted(out, target.name(), impossible.getMessage()),
          impossible);
    }
  }
}
