package org.nernst.cli.train;

import java.io.IOException;
import org.nernst.tensor.Scope;
import org.nernst.train.Evaluation;
import org.nernst.train.Evaluator;

/// Tests a network that a run has saved.
///
/// @param directory the run
/// @param config what it did
record EvalRun(RunDirectory directory, RunConfig config) {
  /// Opens a run.
  ///
  /// @throws IOException if its files can't be read
  static EvalRun open(RunDirectory directory) throws IOException {
    return new EvalRun(directory, RunConfig.read(directory.config()));
  }

  /// Runs the network with the saved parameters over the run's test examples.
  ///
  /// @throws IOException if the parameters can't be read
  Evaluation evaluate() throws IOException {
    Settings settings = config.settings();
    TrainRun.prepare(settings);
    try (var _ = Scope.open()) {
      Network network = config.model().build(settings, Task.INPUTS, Task.CLASSES, false);
      directory.load(network.modules());
      Task task = Task.of(settings, network.modules().timeAxis());
      return evaluator(network, settings).evaluate(task.test());
    }
  }

  static Evaluator evaluator(Network network, Settings settings) {
    return new Evaluator(network.modules(), network.readout(), TrainRun.loss(settings));
  }
}
