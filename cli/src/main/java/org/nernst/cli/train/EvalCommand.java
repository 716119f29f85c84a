package org.nernst.cli.train;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.nernst.train.Evaluation;
import org.nernst.train.LayerActivity;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `nernst eval`: tests a network that was trained before.
@Command(
    name = "eval",
    description = {
      "Tests a trained network on the test examples of its run: accuracy, loss, spike rates,"
          + " neurons that never spike, and which class was taken for which.%n"
    },
    mixinStandardHelpOptions = true,
    footerHeading = "%nExamples:%n",
    footer = "  nernst eval runs/lif-adex-digits-seed0")
public final class EvalCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "RUN", description = "The directory that nernst train has left.")
  private Path run;

  /// Called by picocli.
  public EvalCommand() {}

  @Override
  public Integer call() throws IOException {
    EvalRun eval = EvalRun.open(RunDirectory.open(run));
    Evaluation evaluation = eval.evaluate();
    PrintWriter out = spec.commandLine().getOut();
    out.printf(
        Locale.ROOT,
        "%s  test accuracy %.2f %%  (%d of %d examples)%n",
        eval.config().model().key(),
        100 * evaluation.accuracy(),
        evaluation.confusion().correct(),
        evaluation.examples());
    out.printf(Locale.ROOT, "test loss %.4f%n", evaluation.loss());
    for (LayerActivity layer : evaluation.layers()) {
      out.printf(
          Locale.ROOT,
          "layer %s: %.4f spikes per neuron and step, %d of %d neurons dead%n",
          layer.name(),
          layer.spikeRate(),
          layer.deadNeurons(),
          layer.neurons());
    }
    out.println(evaluation.confusion());
    out.flush();
    return 0;
  }
}
