package org.nernst.cli.parity;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/// The recorded files among the test resources.
final class Golden {
  private Golden() {}

  static Path folder(String dialect) {
    URL url = Objects.requireNonNull(Golden.class.getResource("/golden/" + dialect), dialect);
    try {
      return Path.of(url.toURI());
    } catch (URISyntaxException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  static Path file(String dialect, String name) {
    return folder(dialect).resolve(name + ".safetensors");
  }

  static List<Path> files(String dialect) {
    try (Stream<Path> files = Files.list(folder(dialect))) {
      return files.filter(file -> file.toString().endsWith(".safetensors")).sorted().toList();
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }
}
