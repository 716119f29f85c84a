package org.nernst.cli.run;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.nernst.cli.Terminal;
import org.nernst.cli.UsageError;
import org.nernst.cli.files.TensorInput;
import org.nernst.cli.train.NirChoices;
import org.nernst.cli.train.NirRun;
import org.nernst.io.IoFormatException;
import org.nernst.nn.TimeAxis;
import org.nernst.tensor.Autograd;
import org.nernst.tensor.Scope;
import org.nernst.tensor.Tensor;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `nernst run`: a network on a raster.
@Command(
    name = "run",
    description = {
      "Run a network on a raster and write what it puts out.",
      "",
      "MODEL is a NIR file or the directory that nernst train or nernst convert has left. Results"
          + " are spike counts of each layer and synaptic operations of each connection: weights"
          + " that act because their input isn't zero."
    },
    mixinStandardHelpOptions = true,
    footerHeading = "%nExamples:%n",
    footer = {
      "  nernst run braille.nir --input raster.npy --output out.npy --dt 1e-4",
      "  nernst run norse.nir --input raster.csv --output out.npz --dt 0.001 --inputs charge"
          + " --record lif",
      "  nernst run runs/iaf-digits-seed0 --input raster.npz --output out.npy",
    })
public final class RunCommand implements Callable<Integer> {
  private static final int STEPS_PER_PART = 50;
  private static final int BAR_WIDTH = 100;

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "MODEL", description = "A NIR file, or the directory of a run.")
  private Path model;

  @Option(
      names = "--input",
      required = true,
      paramLabel = "RASTER",
      description =
          "Input over time: (time, ...) or with a batch (--time-axis), in a file of tensors, or as"
              + " .csv with a line per step.")
  private Path input;

  @Option(
      names = "--output",
      required = true,
      paramLabel = "FILE",
      description = "Where the output goes; with --record a format that holds several tensors.")
  private Path output;

  @Option(
      names = "--record",
      split = ",",
      paramLabel = "LAYER",
      description = "Write the outputs of these layers too.")
  private List<String> record = List.of();

  @Mixin private NirChoices choices = new NirChoices();

  @Override
  public Integer call() throws IOException {
    TensorInput.check(output);
    if (output.toAbsolutePath().normalize().equals(input.toAbsolutePath().normalize())) {
      throw new UsageError("expected --output to be another file than --input, got " + output);
    }
    try (var _ = Scope.open();
        var _ = Autograd.noGrad()) {
      Runner runner = runner();
      for (String layer : record) {
        if (!runner.layers().contains(layer)) {
          throw new UsageError(
              "expected --record to name one of %s, got '%s'".formatted(runner.layers(), layer));
        }
      }
      Raster raster = Raster.read(input, runner.inputShape(), runner.timeAxis());
      Totals totals = run(runner, raster);
      TensorInput.write(output, totals.tensors(raster.batched(), runner.timeAxis()));
      print(runner, raster, totals);
    } catch (IoFormatException | IllegalArgumentException wrong) {
      throw new UsageError(String.valueOf(wrong.getMessage()), wrong);
    }
    return 0;
  }

  private Runner runner() throws IOException {
    if (!Files.isDirectory(model)) {
      return new NirRunner(model, choices.options());
    }
    choices.refuse(model + " is no NIR file");
    if (NirRun.isRun(model)) {
      NirRun run = new NirRun(model);
      return new NirRunner(run.network(), run.choices().options());
    }
    return new TrainedRunner(model);
  }

  /// What has come together.
  private static final class Totals {
    final Map<String, List<Tensor>> parts = new LinkedHashMap<>();
    final Map<String, Long> spikes = new LinkedHashMap<>();
    final Map<String, Long> operations = new LinkedHashMap<>();

    void add(Runner.Part part, Scope scope) {
      keep("output", part.output(), scope);
      part.recorded().forEach((name, tensor) -> keep(name, tensor, scope));
      part.spikes().forEach((name, count) -> spikes.merge(name, count, Long::sum));
      part.operations().forEach((name, count) -> operations.merge(name, count, Long::sum));
    }

    private void keep(String name, Tensor tensor, Scope scope) {
      scope.keep(tensor);
      parts.computeIfAbsent(name, _ -> new ArrayList<>()).add(tensor);
    }

    Map<String, Tensor> tensors(boolean batched, TimeAxis axis) {
      int time = axis == TimeAxis.FIRST ? 0 : 1;
      Map<String, Tensor> whole = new LinkedHashMap<>();
      parts.forEach(
          (name, tensors) -> {
            Tensor all = Tensor.cat(tensors, time);
            whole.put(name, batched ? all : all.squeeze(1 - time));
          });
      return whole;
    }
  }

  private Totals run(Runner runner, Raster raster) {
    int time = runner.timeAxis() == TimeAxis.FIRST ? 0 : 1;
    long steps = raster.values().size(time);
    Totals totals = new Totals();
    ProgressBar bar = Terminal.interactive() ? bar(steps) : null;
    try {
      for (long from = 0; from < steps; from += STEPS_PER_PART) {
        long length = Math.min(STEPS_PER_PART, steps - from);
        try (Scope scope = Scope.open()) {
          totals.add(runner.run(raster.values().narrow(time, from, length), record), scope);
        }
        if (bar != null) {
          bar.stepBy(length);
        }
      }
    } finally {
      if (bar != null) {
        bar.close();
      }
    }
    return totals;
  }

  private static ProgressBar bar(long steps) {
    return new ProgressBarBuilder()
        .setTaskName("run")
        .setInitialMax(steps)
        .setStyle(ProgressBarStyle.ASCII)
        .setConsumer(new ConsoleProgressBarConsumer(System.out, BAR_WIDTH))
        .build();
  }

  private void print(Runner runner, Raster raster, Totals totals) {
    PrintWriter out = spec.commandLine().getOut();
    int time = runner.timeAxis() == TimeAxis.FIRST ? 0 : 1;
    out.printf(
        Locale.ROOT,
        "%s: %d steps, batch %d -> %s%n",
        runner.describe(),
        raster.values().size(time),
        raster.values().size(1 - time),
        output);
    totals.spikes.forEach(
        (name, count) -> out.printf(Locale.ROOT, "layer %s: %,d spikes%n", name, count));
    totals.operations.forEach(
        (name, count) ->
            out.printf(Locale.ROOT, "connection %s: %,d synaptic operations%n", name, count));
    out.printf(
        Locale.ROOT,
        "total: %,d spikes, %,d synaptic operations%n",
        sum(totals.spikes),
        sum(totals.operations));
    out.flush();
  }

  private static long sum(Map<String, Long> counts) {
    return counts.values().stream().mapToLong(Long::longValue).sum();
  }
}
