package org.nernst.cli.files;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.nernst.io.TensorFile;
import org.nernst.tensor.Scope;

/// Named tensors from one format to another.
final class TensorConversion implements Conversion {
  @Override
  public boolean joins(FileFormat from, FileFormat to) {
    return from instanceof TensorFormat && to instanceof TensorFormat;
  }

  @Override
  public List<String> convert(Path in, FileFormat from, Path out, FileFormat to)
      throws IOException {
    TensorFormat source = (TensorFormat) from;
    TensorFormat target = (TensorFormat) to;
    try (TensorFile file = source.reader().open(in);
        Scope _ = Scope.open()) {
      Map<String, String> metadata = target.metadata() ? file.metadata() : Map.of();
      target.writer().write(out, file.tensors(), metadata);
      return metadata.size() == file.metadata().size()
          ? List.of()
          : List.of("%s holds no metadata: %s".formatted(to.name(), file.metadata().keySet()));
    }
  }
}
