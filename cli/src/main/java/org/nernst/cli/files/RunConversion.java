package org.nernst.cli.files;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.nernst.cli.UsageError;
import org.nernst.cli.train.NirChoices;
import org.nernst.cli.train.TrainedRun;
import org.nernst.io.nir.Nir;
import org.nernst.tensor.Scope;

/// The network of a run as NIR.
final class RunConversion implements Conversion {
  @Override
  public boolean joins(FileFormat from, FileFormat to) {
    return from instanceof RunFormat && to instanceof NirFormat;
  }

  @Override
  public List<String> convert(Path in, FileFormat from, Path out, FileFormat to, NirChoices choices)
      throws IOException {
    choices.refuse(in + " is no NIR file");
    try (Scope _ = Scope.open()) {
      TrainedRun run = TrainedRun.open(in);
      return Nir.save(run.network(), new long[] {run.inputs()}, out);
    } catch (IllegalArgumentException inexpressible) {
      throw new UsageError(in + ": " + inexpressible.getMessage(), inexpressible);
    }
  }
}
