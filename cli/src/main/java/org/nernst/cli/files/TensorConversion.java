package org.nernst.cli.files;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
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
      List<String> lost = new ArrayList<>();
      if (metadata.size() != file.metadata().size()) {
        lost.add(
            "metadata, which a %s doesn't hold: %s"
                .formatted(to.name(), String.join(", ", file.metadata().keySet())));
      }
      if (!target.ties()) {
        for (List<String> names : file.tied()) {
          lost.add(
              "that these are the same memory, which a %s doesn't say: %s"
                  .formatted(to.name(), String.join(", ", names)));
        }
      }
      return lost;
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
