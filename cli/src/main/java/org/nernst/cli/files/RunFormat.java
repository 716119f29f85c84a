package org.nernst.cli.files;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.nernst.cli.train.TrainedRun;
import org.nernst.tensor.Scope;

/// Directories that `nernst train` leaves.
final class RunFormat implements FileFormat {
  @Override
  public String name() {
    return "a run";
  }

  @Override
  public List<String> endings() {
    return List.of();
  }

  @Override
  public boolean recognises(Path file, byte[] head) {
    return Files.isDirectory(file) && TrainedRun.isRun(file);
  }

  @Override
  public void inspect(Path file, Inspection view) throws IOException {
    try (Scope _ = Scope.open()) {
      TrainedRun run = TrainedRun.open(file);
      view.fact("run", run.model());
      view.out().println(run.network());
    }
    Path parameters = TrainedRun.parameters(file);
    TensorFormat.SAFETENSORS.inspect(parameters, view);
  }
}
