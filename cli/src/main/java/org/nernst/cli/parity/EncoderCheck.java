package org.nernst.cli.parity;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.function.Function;
import org.nernst.nn.Step;
import org.nernst.norse.NorseState;
import org.nernst.tensor.Tensor;

/// A recorded run of one of Norse's current encoders: the same input at every step, the state fed
/// back.
///
/// @param step makes the function of one step from the recorded parameters
/// @param state makes the state from the recorded fields
record EncoderCheck<S extends NorseState<S>>(
    Function<NorseArguments, StepFunction<S>> step, Function<Map<String, Tensor>, S> state)
    implements Check {
  /// One step of an encoder.
  @FunctionalInterface
  interface StepFunction<S extends NorseState<S>> {
    Step<S> apply(Tensor input, S state);
  }

  @Override
  public void run(Recording recording, Comparison comparison) {
    Leaves leaves = new Leaves(recording);
    StepFunction<S> function = step.apply(new NorseArguments(recording, leaves));
    Tensor input = leaves.leaf("input");
    Map<String, Tensor> fields = new LinkedHashMap<>();
    for (String field : recording.namesBehind("state0.")) {
      fields.put(field, leaves.leaf("state0." + field));
    }
    S current = state.apply(fields);
    List<Tensor> outputs = new ArrayList<>();
    Map<String, List<Tensor>> steps = new LinkedHashMap<>();
    for (int i = 0; i < recording.number("steps"); i++) {
      Step<S> next = function.apply(input, current);
      current = next.state();
      outputs.add(next.output());
      current
          .fields()
          .forEach((name, field) -> steps.computeIfAbsent(name, _ -> new ArrayList<>()).add(field));
    }
    SequencedMap<String, Tensor> states = new LinkedHashMap<>();
    steps.forEach((name, all) -> states.put(name, Tensor.stack(all, 0)));
    new Trace(Tensor.stack(outputs, 0), states, true).compare(recording, leaves, comparison);
  }
}
