package org.nernst.cli.files;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.nernst.cli.train.NirRun;

/// Directories with a network out of NIR and how it is to run.
final class NirRunFormat implements FileFormat {
  private static final NirFormat NIR = new NirFormat();

  @Override
  public String name() {
    return "a run out of NIR";
  }

  @Override
  public List<String> endings() {
    return List.of();
  }

  @Override
  public boolean recognises(Path file, byte[] head) {
    return Files.isDirectory(file) && NirRun.isRun(file);
  }

  @Override
  public boolean hasGraph() {
    return true;
  }

  @Override
  public void inspect(Path file, Inspection view) throws IOException {
    NirRun run = new NirRun(file);
    String choices = run.describe();
    view.fact("run", "out of NIR" + (choices.isEmpty() ? "" : ", " + choices));
    NIR.inspect(run.network(), view);
  }
}
