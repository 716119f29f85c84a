package org.nernst.synapse;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What was measured on this machine, kept from process to process: without it two processes could
/// choose differently near a crossover, and their numbers would differ in the last bits.
final class MeasurementFile {
  private static final Logger LOG = LoggerFactory.getLogger(MeasurementFile.class);

  private final Path file;

  MeasurementFile(Path file) {
    this.file = file;
  }

  /// The file of this user: in the folder of `-Dnernst.cache`, else where the system keeps caches.
  static MeasurementFile ofUser() {
    String chosen = System.getProperty("nernst.cache");
    String caches = System.getenv("XDG_CACHE_HOME");
    Path folder =
        chosen != null
            ? Path.of(chosen)
            : caches != null && !caches.isBlank()
                ? Path.of(caches, "nernst")
                : Path.of(System.getProperty("user.home"), ".cache", "nernst");
    return new MeasurementFile(folder.resolve("crossovers.properties"));
  }

  /// {@return what was measured under a key, null for nothing that can be read}
  @Nullable Measurement find(String key) {
    String[] numbers = read().getProperty(key, "").split(" ", -1);
    if (numbers.length != 2) {
      return null;
    }
    try {
      double forward = Double.parseDouble(numbers[0]);
      double gradient = Double.parseDouble(numbers[1]);
      boolean sane = forward >= 0 && forward <= 1 && gradient >= 0 && gradient <= 1;
      return sane ? new Measurement(forward, gradient) : null;
    } catch (NumberFormatException e) {
      LOG.warn("{}: expected two densities for {}, got {}: measured again", file, key, numbers);
      return null;
    }
  }

  /// Adds a measurement. A file that can't be written costs a measurement in the next process.
  void keep(String key, Measurement measured) {
    Properties all = read();
    all.setProperty(key, measured.forward() + " " + measured.gradient());
    try {
      Path folder = Files.createDirectories(file.toAbsolutePath().getParent());
      Path whole = Files.createTempFile(folder, "crossovers", ".tmp");
      try {
        try (OutputStream out = Files.newOutputStream(whole)) {
          all.store(out, "densities up to which sums by spike are faster: forward, gradient");
        }
        Files.move(
            whole, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      } finally {
        Files.deleteIfExists(whole);
      }
    } catch (IOException e) {
      LOG.warn("{}: crossovers can't be kept for the next process: {}", file, e.toString());
    }
  }

  private Properties read() {
    Properties all = new Properties();
    if (Files.isRegularFile(file)) {
      try (InputStream in = Files.newInputStream(file)) {
        all.load(in);
      } catch (IOException | IllegalArgumentException e) {
        LOG.warn("{}: can't be read, crossovers are measured again: {}", file, e.toString());
        all.clear();
      }
    }
    return all;
  }
}
