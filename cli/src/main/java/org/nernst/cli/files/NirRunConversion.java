package org.nernst.cli.files;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.nernst.cli.UsageError;
import org.nernst.cli.train.NirChoices;
import org.nernst.cli.train.NirRun;

/// A network in NIR as a run, and back. The run has no training: a graph doesn't tell what it was
/// trained on, nor how.
final class NirRunConversion implements Conversion {
  @Override
  public boolean joins(FileFormat from, FileFormat to) {
    return (from instanceof NirFormat && to instanceof NirRunFormat)
        || (from instanceof NirRunFormat && to instanceof NirFormat);
  }

  @Override
  public List<String> convert(Path in, FileFormat from, Path out, FileFormat to, NirChoices choices)
      throws IOException {
    if (from instanceof NirRunFormat) {
      choices.refuse(in + " says how it runs");
      return new NirRun(in).export(out);
    }
    try {
      NirRun.create(in, out, choices);
    } catch (IllegalArgumentException wrong) {
      throw new UsageError(String.valueOf(wrong.getMessage()), wrong);
    }
    return List.of();
  }
}
