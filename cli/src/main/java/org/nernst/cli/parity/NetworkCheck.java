package org.nernst.cli.parity;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.nernst.nn.Linear;
import org.nernst.nn.Sequential;
import org.nernst.nn.SequentialState;
import org.nernst.nn.SequentialTrace;
import org.nernst.nn.State;
import org.nernst.norse.LICell;
import org.nernst.norse.LIFAdExCell;
import org.nernst.norse.LIParameters;
import org.nernst.norse.NorseState;
import org.nernst.tensor.Tensor;

/// The recorded network of Norse: Linear, LIFAdExCell, Linear, LICell, in a loop over time from
/// rest.
final class NetworkCheck implements Check {
  private static final Set<String> FIELDS =
      Set.of("hidden_z", "adex.v", "adex.i", "adex.a", "li.v", "li.i");
  private static final int ADEX = 1;
  private static final int LI = 3;

  @Override
  public void run(Recording recording, Comparison comparison) {
    List<String> fields = recording.namesBehind("states.");
    if (!FIELDS.containsAll(fields) || !recording.has("weight.linear2")) {
      throw new UnsupportedRecordingException(
          "a SequentialState other than Linear, LIFAdExCell, Linear, LICell (states "
              + fields
              + ")");
    }
    Leaves leaves = new Leaves(recording);
    NorseArguments arguments = new NorseArguments(recording, leaves);
    Sequential network =
        new Sequential(
            linear(recording, leaves, "linear1"),
            new LIFAdExCell(arguments.lifAdEx(), arguments.dt()),
            linear(recording, leaves, "linear2"),
            new LICell(new LIParameters(), arguments.dt()));
    Tensor input = leaves.leaf("input");
    List<Tensor> outputs = new ArrayList<>();
    Map<String, List<Tensor>> steps = new LinkedHashMap<>();
    SequentialState state = null;
    for (Tensor x : input.unbind(0)) {
      SequentialTrace step = network.forwardAll(x, state);
      state = step.state();
      outputs.add(step.output());
      add(steps, "hidden_z", step.outputs().get(ADEX));
      add(steps, "adex.", state.entries().get(ADEX));
      add(steps, "li.", state.entries().get(LI));
    }
    SequencedMap<String, Tensor> states = new LinkedHashMap<>();
    steps.forEach((name, all) -> states.put(name, Tensor.stack(all, 0)));
    new Trace(Tensor.stack(outputs, 0), states, false).compare(recording, leaves, comparison);
  }

  private static void add(
      Map<String, List<Tensor>> steps, String prefix, @Nullable State<?> state) {
    if (state instanceof NorseState<?> fields) {
      fields.fields().forEach((name, field) -> add(steps, prefix + name, field));
    }
  }

  private static void add(Map<String, List<Tensor>> steps, String name, Tensor tensor) {
    steps.computeIfAbsent(name, _ -> new ArrayList<>()).add(tensor);
  }

  private static Linear linear(Recording recording, Leaves leaves, String name) {
    Tensor weight = recording.tensor("weight." + name);
    Tensor bias = recording.find("bias." + name);
    Linear linear =
        new Linear((int) weight.size(1), (int) weight.size(0), bias != null, recording.dtype());
    leaves.add("weight." + name, Parameters.set(linear, "weight", weight));
    if (bias != null) {
      leaves.add("bias." + name, Parameters.set(linear, "bias", bias));
    }
    return linear;
  }
}
