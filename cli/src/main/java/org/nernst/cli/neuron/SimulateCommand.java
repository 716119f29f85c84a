package org.nernst.cli.neuron;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SequencedMap;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.nernst.cli.UsageError;
import org.nernst.tensor.Generator;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `nernst neuron simulate`: what a neuron does with a current.
@Command(
    name = "simulate",
    description = {
      "Drives one neuron with a current, says when it spikes, and draws input, membrane potential,"
          + " adaptation and spikes.",
      "",
      "Presets are parameters of adaptive exponential neurons for known firing patterns: tonic,"
          + " adapting, initial-burst, bursting, delayed. They are in millivolts and milliseconds."
          + " Without a preset, time is in seconds for Norse's neurons and in steps for"
          + " Sinabs's.%n"
    },
    mixinStandardHelpOptions = true,
    sortOptions = false,
    footerHeading = "%nExamples:%n",
    footer = {
      "  nernst neuron simulate LIFAdEx --preset bursting --plot bursting.png",
      "  nernst neuron simulate norse.LIF --current ramp --amplitude 0.5 --plot ramp.svg",
      "  nernst neuron simulate IAF --current noise --seed 3 --duration 200",
      "  nernst neuron simulate LIFAdEx --param tau_syn_inv=100 --param v_th=0.8 --dt 0.0005",
    })
public final class SimulateCommand implements Callable<Integer> {
  private static final int STEPS = 500;
  private static final int MOST_STEPS = 1_000_000;
  private static final int SHOWN_INTERVALS = 12;

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "NAME", description = "A neuron, as nernst neuron list names it.")
  private String name;

  @Option(
      names = "--current",
      paramLabel = "KIND",
      description =
          "step (on from a tenth to nine tenths of the time), ramp (rising to the amplitude) or"
              + " noise (normal, with the amplitude as mean and deviation). Default: step")
  private Current current = Current.STEP;

  @Option(
      names = "--amplitude",
      paramLabel = "X",
      description = "Input of a step, at its highest. Default: the neuron's or the preset's")
  private @Nullable Double amplitude;

  @Option(names = "--preset", paramLabel = "NAME", description = "Parameters of a firing pattern.")
  private @Nullable String preset;

  @Option(
      names = "--param",
      paramLabel = "NAME=VALUE",
      description = "Another value of a parameter; after the preset, if there is one.")
  private List<String> params = new ArrayList<>();

  @Option(
      names = "--duration",
      paramLabel = "T",
      description = "How long, in the unit of time. Default: 500 steps")
  private @Nullable Double duration;

  @Option(
      names = "--dt",
      paramLabel = "DT",
      description = "Length of a step. Default: 0.001 s (Norse), 1 ms (presets), 1 step (Sinabs)")
  private @Nullable Double dt;

  @Option(names = "--seed", paramLabel = "S", description = "Of the noise. Default: 0")
  private long seed;

  @Option(
      names = "--plot",
      paramLabel = "FILE",
      description = "Where to draw it; the name ends in .png or .svg.")
  private @Nullable Path plot;

  /// Called by picocli.
  public SimulateCommand() {}

  @Override
  public Integer call() throws IOException {
    checkPlot();
    Neuron neuron = Catalogue.named(name);
    Preset pattern = preset == null ? null : Preset.named(preset);
    SequencedMap<String, Double> parameters = neuron.parameters();
    if (pattern != null) {
      requireAdaptiveExponential(neuron, parameters);
      pattern.apply(parameters);
    }
    Overrides.apply(params, neuron, parameters);
    Neuron.Clock clock = pattern == null ? neuron.clock() : new Neuron.Clock(Preset.DT, "ms");
    double step = dt == null ? clock.dt() : positive("--dt", dt);
    float[] input =
        current.over(
            steps(step), amplitude(neuron, pattern, parameters, step), new Generator(seed));
    Response response = Overrides.checked(() -> neuron.respond(parameters, step, input));
    String title = neuron.name() + (pattern == null ? "" : ", " + pattern.key());
    PrintWriter out = spec.commandLine().getOut();
    out.println(
        "%s: %d steps of %s %s, %s current"
            .formatted(
                title,
                input.length,
                Text.number(step),
                clock.unit(),
                current.name().toLowerCase(Locale.ROOT)));
    report(out, response, step, clock.unit());
    if (plot != null) {
      new Portrait(title, response, input, step, clock.unit(), parameters).figure().save(plot);
      out.println("drawn in " + plot);
    }
    out.flush();
    return 0;
  }

  /// Before anything is computed: a mistyped name shouldn't cost a simulation.
  private void checkPlot() throws IOException {
    if (plot == null) {
      return;
    }
    String file = plot.toString().toLowerCase(Locale.ROOT);
    if (!file.endsWith(".png") && !file.endsWith(".svg")) {
      throw new UsageError("--plot: expected a name that ends in .png or .svg, got " + plot);
    }
    Path directory = plot.toAbsolutePath().getParent();
    if (directory != null && !Files.isDirectory(directory)) {
      throw new NoSuchFileException(directory.toString());
    }
  }

  private static void requireAdaptiveExponential(
      Neuron neuron, SequencedMap<String, Double> parameters) {
    if (!parameters.containsKey("delta_T")) {
      String able =
          Catalogue.all().stream()
              .filter(n -> n.parameters().containsKey("delta_T"))
              .map(Neuron::name)
              .collect(Collectors.joining(", "));
      throw new UsageError(
          "--preset: expected an adaptive exponential neuron (%s), got %s"
              .formatted(able, neuron.name()));
    }
  }

  private double amplitude(
      Neuron neuron,
      @Nullable Preset pattern,
      SequencedMap<String, Double> parameters,
      double step) {
    if (amplitude != null) {
      if (!Double.isFinite(amplitude)) {
        throw new UsageError("--amplitude: expected a finite number, got " + amplitude);
      }
      return amplitude;
    }
    return pattern == null ? neuron.amplitude() : pattern.amplitude(parameters, step);
  }

  private int steps(double step) {
    if (duration == null) {
      return STEPS;
    }
    double steps = Math.rint(positive("--duration", duration) / step);
    if (steps < 10 || steps > MOST_STEPS) {
      throw new UsageError(
          "--duration: expected 10 to %d steps, got %s / %s = %s"
              .formatted(MOST_STEPS, duration, step, Text.number(steps)));
    }
    return (int) steps;
  }

  private static double positive(String option, double value) {
    if (!(value > 0) || Double.isInfinite(value)) {
      throw new UsageError("%s: expected a finite number > 0, got %s".formatted(option, value));
    }
    return value;
  }

  private static void report(PrintWriter out, Response response, double dt, String unit) {
    int left = response.leftAt();
    if (left >= 0) {
      out.println(
          "a state is infinite or not a number from step %d on (%s %s)"
              .formatted(left, Text.number(left * dt), unit));
    }
    if (!response.spiking()) {
      return;
    }
    int[] spikes = response.spikes();
    if (spikes.length == 0) {
      out.println("no spikes");
      return;
    }
    out.println(
        "%d spikes, the first at %s %s"
            .formatted(spikes.length, Text.number(spikes[0] * dt), unit));
    int[] intervals = response.intervals();
    if (intervals.length > 0) {
      String shown =
          Arrays.stream(intervals)
              .limit(SHOWN_INTERVALS)
              .mapToObj(interval -> Text.number(interval * dt))
              .collect(Collectors.joining(" "));
      String rest = intervals.length > SHOWN_INTERVALS ? " ..." : "";
      out.println("intervals (%s): %s%s".formatted(unit, shown, rest));
    }
  }
}
