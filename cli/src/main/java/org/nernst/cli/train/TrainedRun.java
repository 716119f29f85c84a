package org.nernst.cli.train;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.nernst.nn.Sequential;

/// The network that a run has left, for other commands.
///
/// @param model name of the model
/// @param network with the saved parameters, in evaluation mode
/// @param inputs values of an input in a step
public record TrainedRun(String model, Sequential network, int inputs) {
  /// Whether a directory looks like a run's.
  public static boolean isRun(Path directory) {
    RunDirectory run = new RunDirectory(directory);
    return Files.isRegularFile(run.config()) && Files.isRegularFile(run.parameters());
  }

  /// The file with a run's parameters.
  public static Path parameters(Path directory) {
    return new RunDirectory(directory).parameters();
  }

  /// Builds the network of a run.
  ///
  /// @param directory that `nernst train` has left
  /// @return the network; its tensors are its own
  /// @throws org.nernst.cli.UsageError if it isn't such
  /// @throws IOException if it can't be read
  public static TrainedRun open(Path directory) throws IOException {
    EvalRun run = EvalRun.open(RunDirectory.open(directory));
    Settings settings = run.config().settings();
    TrainRun.prepare(settings);
    Sequential network =
        run.config().model().build(settings, Task.INPUTS, Task.CLASSES, false).modules();
    run.directory().load(network);
    network.eval();
    return new TrainedRun(run.config().model().key(), network, Task.INPUTS);
  }
}
