package org.nernst.cli.run;

import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Objects;

/// Networks of other tools, with what they gave.
public final class NirFiles {
  private NirFiles() {}

  /// A file of the test resources.
  public static Path file(String name) {
    try {
      return Path.of(
          Objects.requireNonNull(NirFiles.class.getResource("/nir/" + name), name).toURI());
    } catch (URISyntaxException e) {
      throw new AssertionError(e);
    }
  }
}
