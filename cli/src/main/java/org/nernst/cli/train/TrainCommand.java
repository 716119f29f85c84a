package org.nernst.cli.train;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SequencedMap;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.nernst.cli.Terminal;
import org.nernst.cli.train.Settings.Given;
import org.nernst.cli.train.TrainRun.Outcome;
import org.nernst.train.Evaluation;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `nernst train`: trains networks on data and leaves a directory for each.
@Command(
    name = "train",
    description = {
      "Trains spiking networks and reports their test accuracy.",
      "",
      "Without options: a network of LIFAdEx neurons, then one of IAFRecurrent neurons, on"
          + " handwritten digits. Each run leaves its configuration, metrics, parameters and"
          + " pictures in a new directory.%n"
    },
    modelTransformer = SettingOptions.class,
    mixinStandardHelpOptions = true,
    sortOptions = false,
    footerHeading = "%nExamples:%n",
    footer = {
      "  nernst train",
      "  nernst train --model lif-adex --epochs 5 --seed 1",
      "  nernst train --model iaf-recurrent --encoder poisson --time-steps 64 --lr 0.001",
      "  nernst train --config runs/lif-adex-digits-seed0/config.yaml --seed 2",
      "  nernst train --resume runs/lif-adex-digits-seed0",
      "",
      "A configuration file has the options as keys (epochs: 5), and 'model'."
    })
public final class TrainCommand implements Callable<Integer> {
  private static final int INTERRUPTED = 130;

  @Spec private CommandSpec spec;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "Settings in YAML; options override them.")
  private @Nullable Path config;

  @Option(
      names = "--model",
      paramLabel = "NAME",
      split = ",",
      description =
          "One or more of lif-adex, iaf-recurrent, lif, iaf. Default: lif-adex,iaf-recurrent")
  private List<String> models = new ArrayList<>();

  @Option(
      names = "--resume",
      paramLabel = "RUN",
      description =
          "Go on with the run in this directory, from its newest checkpoint, as if it had never"
              + " been interrupted, and with the other runs of the command that began it; --model"
              + " chooses some of them. RUN may also be the directory that holds them.")
  private @Nullable Path resumed;

  /// Called by picocli.
  public TrainCommand() {}

  @Override
  public Integer call() throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    SettingsFile file = config == null ? SettingsFile.none() : SettingsFile.read(config);
    List<Given> named = models.stream().map(name -> new Given(name, "--model")).toList();
    Map<Setting, Given> options = SettingOptions.given(spec.commandLine().getParseResult());
    if (resumed != null) {
      return resume(RunGroup.find(resumed), named, file, options);
    }
    List<RunConfig> runs = RunConfig.resolve(named, file, options);
    List<TrainRun> trainings =
        runs.stream().map(run -> new TrainRun(run, out, Terminal.interactive())).toList();
    trainings.stream().skip(1).forEach(TrainRun::check);
    List<Outcome> outcomes = new ArrayList<>();
    List<RunDirectory> places = new ArrayList<>();
    try (StopOnInterrupt interrupt = new StopOnInterrupt()) {
      for (int i = 0; i < trainings.size(); i++) {
        int at = i;
        Outcome outcome =
            trainings
                .get(i)
                .run(
                    () -> {
                      if (places.isEmpty()) {
                        places.addAll(RunGroup.create(runs).members());
                      }
                      return places.get(at);
                    },
                    interrupt);
        if (outcome.evaluation() == null) {
          return interrupted(outcome, runs.subList(i + 1, runs.size()));
        }
        outcomes.add(outcome);
      }
      outcomes.forEach(outcome -> out.println(summary(outcome)));
      out.flush();
    }
    return 0;
  }

  private int resume(
      RunGroup group, List<Given> named, SettingsFile file, Map<Setting, Given> options)
      throws IOException {
    Map<Setting, Given> given = new EnumMap<>(Setting.class);
    given.putAll(file.given());
    given.putAll(options);
    PrintWriter out = spec.commandLine().getOut();
    SequencedMap<RunDirectory, RunConfig> runs =
        RunConfig.resumed(group, named.isEmpty() ? file.models() : named, given);
    List<Outcome> outcomes = new ArrayList<>();
    List<RunConfig> rest = new ArrayList<>(runs.values());
    try (StopOnInterrupt interrupt = new StopOnInterrupt()) {
      for (Map.Entry<RunDirectory, RunConfig> run : runs.entrySet()) {
        rest.removeFirst();
        if (run.getKey().isFinished()) {
          out.println(finished(run.getValue(), run.getKey()));
          out.flush();
          continue;
        }
        Outcome outcome =
            new TrainRun(run.getValue(), out, Terminal.interactive())
                .resume(run.getKey(), interrupt);
        if (outcome.evaluation() == null) {
          return interrupted(outcome, rest);
        }
        outcomes.add(outcome);
      }
      outcomes.forEach(outcome -> out.println(summary(outcome)));
      out.flush();
    }
    return 0;
  }

  private static String finished(RunConfig config, RunDirectory directory) throws IOException {
    RunResult result = RunResult.read(directory.result());
    return String.format(
        Locale.ROOT,
        "%s is finished, there is nothing to resume: test accuracy %.2f %% after %d epochs, in %s",
        config.model().key(),
        100 * result.accuracy(),
        result.epochs(),
        directory.path());
  }

  /// @param rest what the command would have trained next
  private int interrupted(Outcome outcome, List<RunConfig> rest) {
    PrintWriter out = spec.commandLine().getOut();
    Path path = outcome.directory().path();
    out.printf(
        "%s interrupted in epoch %d; its parameters are saved in %s%n",
        outcome.config().model().key(), outcome.training().epochs().size(), path);
    String then =
        rest.isEmpty()
            ? ""
            : rest.stream()
                .map(run -> run.model().key())
                .collect(Collectors.joining(" and ", ", then with ", ""));
    out.printf("nernst train --resume %s goes on from there%s%n", path, then);
    out.flush();
    return INTERRUPTED;
  }

  private static String summary(Outcome outcome) {
    Evaluation evaluation = outcome.evaluation();
    double accuracy = evaluation == null ? Double.NaN : evaluation.accuracy();
    return String.format(
        Locale.ROOT,
        "%-13s  test accuracy %.2f %%  (%d epochs, %.1f s of training, in %s)",
        outcome.config().model().key(),
        100 * accuracy,
        outcome.training().epochs().size(),
        outcome.training().trainSeconds(),
        outcome.directory().path());
  }
}
