package org.nernst.cli.train;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;
import org.nernst.cli.UsageError;
import org.nernst.io.nir.InputScaling;
import org.nernst.io.nir.Integration;
import org.nernst.io.nir.NirOptions;
import org.nernst.io.nir.ResetRule;
import org.nernst.io.nir.SpikeCount;
import org.nernst.nn.TimeAxis;
import picocli.CommandLine.Option;

/// How a network out of NIR is to run, as options of a command: what NIR leaves open.
public final class NirChoices {
  @Option(
      names = "--dt",
      paramLabel = "SECONDS",
      description = "NIR: length of a step; by default what the file says.")
  @Nullable Double dt;

  @Option(
      names = "--time-unit",
      paramLabel = "SECONDS",
      description = "NIR: unit of the times in the file; 1 by default.")
  @Nullable Double timeUnit;

  @Option(names = "--integration", description = "NIR: one of ${COMPLETION-CANDIDATES}.")
  @Nullable Integration integration;

  @Option(
      names = "--inputs",
      description = "NIR: what integrators and synapses get, one of ${COMPLETION-CANDIDATES}.")
  @Nullable InputScaling inputs;

  @Option(
      names = "--reset",
      description = "NIR: what a spike does to the membrane, one of ${COMPLETION-CANDIDATES}.")
  @Nullable ResetRule reset;

  @Option(
      names = "--spikes",
      description = "NIR: how many spikes a step may have, one of ${COMPLETION-CANDIDATES}.")
  @Nullable SpikeCount spikes;

  @Option(
      names = "--time-axis",
      paramLabel = "AXIS",
      description = "NIR: FIRST for (time, batch, ...), SECOND for (batch, time, ...).")
  @Nullable TimeAxis timeAxis;

  @Option(names = "--lenient", description = "NIR: run although shapes contradict each other.")
  boolean lenient;

  /// What a library call takes.
  ///
  /// @return what was chosen; for the rest what [NirOptions] says
  /// @throws IllegalArgumentException for a number out of range
  public NirOptions options() {
    NirOptions options = new NirOptions().withStrict(!lenient);
    options = dt == null ? options : options.withDt(dt);
    options = timeUnit == null ? options : options.withTimeUnit(timeUnit);
    options = integration == null ? options : options.withIntegration(integration);
    options = inputs == null ? options : options.withInputs(inputs);
    options = reset == null ? options : options.withReset(reset);
    options = spikes == null ? options : options.withSpikes(spikes);
    return timeAxis == null ? options : options.withTimeAxis(timeAxis);
  }

  /// Refuses choices where there is nothing to choose.
  ///
  /// @param why what the input is
  /// @throws UsageError naming the first option that was given
  public void refuse(String why) {
    if (!words().isEmpty()) {
      throw new UsageError(words().firstEntry().getKey() + " has no effect: " + why);
    }
  }

  /// What was chosen, by option.
  SequencedMap<String, String> words() {
    SequencedMap<String, @Nullable Object> all = new LinkedHashMap<>();
    all.put("--dt", dt);
    all.put("--time-unit", timeUnit);
    all.put("--integration", integration);
    all.put("--inputs", inputs);
    all.put("--reset", reset);
    all.put("--spikes", spikes);
    all.put("--time-axis", timeAxis);
    all.put("--lenient", lenient ? true : null);
    SequencedMap<String, String> given = new LinkedHashMap<>();
    for (Map.Entry<String, @Nullable Object> entry : all.entrySet()) {
      Object value = entry.getValue();
      if (value != null) {
        given.put(entry.getKey(), value.toString());
      }
    }
    return given;
  }
}
