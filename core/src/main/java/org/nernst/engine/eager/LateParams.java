package org.nernst.engine.eager;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.nernst.engine.NeuronCall;
import org.nernst.engine.NeuronResult;
import org.nernst.memory.Layout;
import org.nernst.tensor.Tensor;
import org.nernst.tensor.Value;

/// Runs a call with [parameters from the second step on][NeuronCall#fromSecondStep] as two: the
/// first step without them, and the rest.
final class LateParams {
  /// Runs calls without such parameters.
  @FunctionalInterface
  interface Run {
    NeuronResult run(NeuronCall call);
  }

  private final NeuronCall call;

  /// The axis of time, -1 for a single step.
  private final int time;

  LateParams(NeuronCall call) {
    this.call = call;
    time = call.layout() == Layout.STEP ? -1 : call.layout().timeDim();
  }

  NeuronResult run(Run engine) {
    Map<String, Value> first = new LinkedHashMap<>(call.params());
    call.fromSecondStep().forEach(name -> first.put(name, Value.of(0)));
    if (call.layout() == Layout.STEP) {
      return engine.run(part(input -> input, call.states(), first, 0));
    }
    NeuronResult begun =
        engine.run(part(input -> input.narrow(time, 0, 1), call.states(), first, 0));
    if (call.inputs().values().iterator().next().size(time) == 1) {
      return begun;
    }
    NeuronResult rest =
        engine.run(
            part(
                input -> input.narrow(time, 1, input.size(time) - 1),
                begun.states(),
                call.params(),
                1));
    return new NeuronResult(
        joined(begun.outputs(), rest.outputs()),
        rest.states(),
        joined(begun.recorded(), rest.recorded()));
  }

  private NeuronCall part(
      UnaryOperator<Tensor> steps,
      Map<String, Tensor> states,
      Map<String, Value> params,
      int before) {
    Map<String, Tensor> inputs = new LinkedHashMap<>(call.inputs());
    inputs.replaceAll((_, input) -> steps.apply(input));
    return new NeuronCall(
        call.model(),
        inputs,
        states,
        params,
        Set.of(),
        call.weights(),
        call.dt(),
        call.layout(),
        call.record(),
        call.outputs(),
        call.readings(),
        call.randomKey(),
        call.firstStep() + before);
  }

  private Map<String, Tensor> joined(Map<String, Tensor> first, Map<String, Tensor> rest) {
    Map<String, Tensor> joined = new LinkedHashMap<>(first);
    joined.replaceAll(
        (name, before) -> {
          Tensor after = Objects.requireNonNull(rest.get(name));
          return Tensor.cat(List.of(before, after), time);
        });
    return joined;
  }
}
