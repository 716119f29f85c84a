package org.nernst.cli.train;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.nernst.cli.UsageError;
import org.nernst.io.Safetensors;
import org.nernst.io.SafetensorsFile;
import org.nernst.nn.Module;
import org.nernst.sinabs.StatefulLayer;
import org.nernst.tensor.Tensor;

/// The directory of a run: configuration, metrics, parameters, pictures.
///
/// @param path the directory
record RunDirectory(Path path) {
  /// Makes a new directory; never one that is there already: a second run of a name gets a `-2`.
  ///
  /// @throws UsageError if `parent` is a file
  /// @throws IOException if it can't be made
  static RunDirectory create(Path parent, String name) throws IOException {
    if (Files.exists(parent) && !Files.isDirectory(parent)) {
      throw new UsageError("expected a directory for --out, got the file " + parent);
    }
    Files.createDirectories(parent);
    for (int attempt = 1; ; attempt++) {
      Path path = parent.resolve(attempt == 1 ? name : name + "-" + attempt);
      try {
        return new RunDirectory(Files.createDirectory(path));
      } catch (FileAlreadyExistsException taken) {
        if (attempt == 100_000) {
          throw taken;
        }
      }
    }
  }

  /// A directory that a run has left.
  ///
  /// @throws UsageError if it isn't one
  static RunDirectory open(Path path) {
    RunDirectory run = openUnfinished(path);
    if (!Files.isRegularFile(run.parameters())) {
      throw new UsageError(
          "%s has no %s: the run has not ended; nernst train --resume %s goes on with it"
              .formatted(path, run.parameters().getFileName(), path));
    }
    return run;
  }

  /// A directory that a run has left, wherever it ended.
  ///
  /// @throws UsageError if it isn't one
  static RunDirectory openUnfinished(Path path) {
    if (!Files.isDirectory(path)) {
      throw new UsageError("no such run directory: " + path);
    }
    if (NirRun.isRun(path)) {
      throw new UsageError(
          path
              + " holds a network out of NIR, which has no training to resume or to test;"
              + " nernst run and nernst inspect take it");
    }
    RunDirectory run = new RunDirectory(path);
    if (!run.isRun()) {
      throw new UsageError(
          "%s is not the directory of a run: it has no %s"
              .formatted(path, run.config().getFileName()));
    }
    return run;
  }

  /// The last part of its path.
  String name() {
    return String.valueOf(path.toAbsolutePath().normalize().getFileName());
  }

  /// Whether a run has left this directory, wherever it ended.
  boolean isRun() {
    return Files.isRegularFile(config());
  }

  boolean isFinished() {
    return Files.exists(result());
  }

  Path config() {
    return path.resolve("config.yaml");
  }

  /// Names of the directories of all runs of the command that made this one, a line each, in their
  /// order; there when it made several.
  Path group() {
    return path.resolve("group.txt");
  }

  Path metrics() {
    return path.resolve("metrics.jsonl");
  }

  Path parameters() {
    return path.resolve("parameters.safetensors");
  }

  Path checkpoints() {
    return path.resolve("checkpoints");
  }

  /// What the run gave; there when it has ended and everything else is written.
  Path result() {
    return path.resolve("result.json");
  }

  Path lock() {
    return path.resolve(".lock");
  }

  /// Where a picture goes.
  ///
  /// @param name without ending
  /// @param format `svg` or `png`
  Path picture(String name, String format) {
    return path.resolve(name + "." + format);
  }

  /// Deletes what a process that was killed had half written.
  void sweep() throws IOException {
    try (DirectoryStream<Path> leftovers = Files.newDirectoryStream(path, ".*.tmp")) {
      for (Path file : leftovers) {
        Files.delete(file);
      }
    }
  }

  /// Writes the parameters. States of neurons, which hold the last batch, are forgotten before.
  void save(Module network, Map<String, String> metadata) throws IOException {
    for (Module module : network.modules()) {
      if (module instanceof StatefulLayer layer) {
        layer.forgetStates();
      }
    }
    Safetensors.write(parameters(), network.stateDict(), metadata);
  }

  /// Puts the saved parameters into a network of the same architecture.
  ///
  /// @throws UsageError if names or shapes differ
  void load(Module network) throws IOException {
    SafetensorsFile file = Safetensors.read(parameters());
    try {
      network.loadStateDict(file.tensors());
    } catch (IllegalArgumentException | IllegalStateException e) {
      throw new UsageError(
          "%s does not fit %s: %s".formatted(parameters(), config(), e.getMessage()), e);
    } finally {
      file.tensors().values().forEach(Tensor::close);
    }
  }
}
