package org.nernst.cli.parity;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.function.Function;
import org.nernst.cli.parity.Difference.Kind;
import org.nernst.nn.Cell;
import org.nernst.nn.Step;
import org.nernst.norse.NorseState;
import org.nernst.norse.RecurrentModule;
import org.nernst.norse.SNN;
import org.nernst.norse.SNNRecurrent;
import org.nernst.tensor.Autograd;
import org.nernst.tensor.Tensor;
import tools.jackson.databind.JsonNode;

/// A recorded run of a Norse module: cells step by step, modules in time at once or in chunks.
///
/// @param build makes the module from the recorded parameters
/// @param state makes its state from the recorded fields
/// @param spiking whether the output is spikes
record NorseCheck<S extends NorseState<S>>(
    Function<NorseArguments, Cell<S>> build,
    Function<Map<String, Tensor>, S> state,
    boolean spiking)
    implements Check {
  private static final String STATE0 = "state0.";
  private static final String RECURRENT = "weight.recurrent";

  @Override
  public void run(Recording recording, Comparison comparison) {
    Leaves leaves = new Leaves(recording);
    Cell<S> module = build.apply(new NorseArguments(recording, leaves));
    weights(module, leaves, comparison);
    Tensor input = leaves.leaf("input");
    boolean inTime = inTime(module);
    boolean steps = "true".equals(recording.metadata().get("time_axis"));
    if (inTime && !steps) {
      throw new RecordingException(
          "expected a time axis for a module in time, got time_axis false");
    }
    Tensor first = steps && !inTime ? input.select(0, 0).detach() : input.detach();
    S start = start(module, first, recording, leaves, comparison);
    Trace trace =
        inTime
            ? sequence(module, input, start, recording)
            : cell(module, steps ? input.unbind(0) : List.of(input), start, steps);
    trace.compare(recording, leaves, comparison);
  }

  /// Weights are read back from the module, because it may have copied them.
  private static void weights(Cell<?> module, Leaves leaves, Comparison comparison) {
    Map<String, Tensor> parameters = module.namedParameters();
    Tensor input = parameters.get("input_weights");
    if (input != null) {
      leaves.add("weight.input", input);
    }
    if (module instanceof RecurrentModule<?, ?> recurrent) {
      Tensor weights = recurrent.recurrentWeights();
      leaves.add(RECURRENT, weights);
      comparison.relativeIfRecorded(Kind.STATE, RECURRENT + "_effective", weights, 0);
    }
  }

  private static boolean inTime(Cell<?> module) {
    return switch (module) {
      case SNN<?, ?> snn -> {
        snn.recordStates(true);
        yield true;
      }
      case SNNRecurrent<?, ?> snn -> {
        snn.recordStates(true);
        yield true;
      }
      default -> false;
    };
  }

  /// The recorded initial state. Where the recording says that it is the default one, ours must be
  /// the same, and a run without state must begin like one with it.
  private S start(
      Cell<S> module, Tensor x, Recording recording, Leaves leaves, Comparison comparison) {
    Map<String, Tensor> fields = new LinkedHashMap<>();
    for (String field : recording.namesBehind(STATE0)) {
      fields.put(field, leaves.leaf(STATE0 + field));
    }
    S start = state.apply(fields);
    if ("true".equals(recording.metadata().get("default_state"))) {
      try (var _ = Autograd.noGrad()) {
        S initial = module.initialState(x);
        initial
            .fields()
            .forEach((name, field) -> comparison.exact(Kind.STATE, STATE0 + name, field));
        Tensor without = module.forward(x).output();
        if (!without.equal(module.forward(x, start).output())) {
          throw new RecordingException(
              "a run without a state differs from one with the default state");
        }
      }
    }
    return start;
  }

  private Trace cell(Cell<S> module, List<Tensor> inputs, S start, boolean timeAxis) {
    List<Tensor> outputs = new ArrayList<>();
    Map<String, List<Tensor>> fields = new LinkedHashMap<>();
    S current = start;
    for (Tensor x : inputs) {
      Step<S> step = module.forward(x, current);
      current = step.state();
      outputs.add(step.output());
      collect(fields, current);
    }
    Tensor output = timeAxis ? Tensor.stack(outputs, 0) : outputs.getFirst();
    return new Trace(output, join(fields, steps -> Tensor.stack(steps, 0)), spiking);
  }

  private Trace sequence(Cell<S> module, Tensor input, S start, Recording recording) {
    List<Tensor> outputs = new ArrayList<>();
    Map<String, List<Tensor>> fields = new LinkedHashMap<>();
    boolean detached = detached(recording);
    S current = start;
    long begin = 0;
    for (long length : chunks(recording, input.size(0))) {
      Step<S> step = module.forward(input.narrow(0, begin, length), current);
      begin += length;
      outputs.add(step.output());
      collect(fields, step.state());
      S last = step.state().at(-1);
      current = detached ? last.detach() : last;
    }
    if (outputs.size() == 1) {
      return new Trace(outputs.getFirst(), join(fields, List::getFirst), spiking);
    }
    return new Trace(Tensor.cat(outputs, 0), join(fields, parts -> Tensor.cat(parts, 0)), spiking);
  }

  private static void collect(Map<String, List<Tensor>> fields, NorseState<?> state) {
    state
        .fields()
        .forEach((name, field) -> fields.computeIfAbsent(name, _ -> new ArrayList<>()).add(field));
  }

  private static SequencedMap<String, Tensor> join(
      Map<String, List<Tensor>> fields, Function<List<Tensor>, Tensor> join) {
    SequencedMap<String, Tensor> joined = new LinkedHashMap<>();
    fields.forEach((name, steps) -> joined.put(name, join.apply(steps)));
    return joined;
  }

  private static List<Long> chunks(Recording recording, long time) {
    JsonNode chunks = recording.arguments().get("chunks");
    if (chunks == null) {
      return List.of(time);
    }
    List<Long> lengths = new ArrayList<>();
    for (JsonNode length : chunks) {
      lengths.add(length.longValue(0));
    }
    long sum = lengths.stream().mapToLong(Long::longValue).sum();
    if (sum != time || lengths.stream().anyMatch(length -> length < 1)) {
      throw new RecordingException(
          "chunks: expected lengths that sum to %d steps, got %s".formatted(time, chunks));
    }
    return lengths;
  }

  /// Only the notes say whether the gradient was cut between chunks.
  private static boolean detached(Recording recording) {
    return recording.metadata().getOrDefault("notes", "").contains("handed over and detached");
  }
}
