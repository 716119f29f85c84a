package org.nernst.engine.fused;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.nernst.engine.NeuronCall;
import org.nernst.engine.eager.EagerEngine;
import org.nernst.memory.Layout;
import org.nernst.neuron.NeuronModel;
import org.nernst.tensor.DType;
import org.nernst.tensor.Tensor;

/// A call of a neuron with linear maps, brought into the form that [RecurrentFunction] runs.
///
/// @param call as given
/// @param recurrence its parts
/// @param sequences the inputs that are there for all steps, in the full shape
/// @param weights of the recurrent maps
/// @param step one step of the rest, with states in the neurons' shape
record RecurrentCall(
    NeuronCall call,
    Recurrence recurrence,
    Map<String, Tensor> sequences,
    List<Tensor> weights,
    NeuronCall step) {

  /// {@return the call, or null where its arguments don't fit together or need broadcasting, which
  /// the eager engine does or explains}
  static @Nullable RecurrentCall of(NeuronCall call, Recurrence recurrence) {
    DType dtype = Arguments.dtype(call);
    for (Tensor input : call.inputs().values()) {
      if (input.dim() < (call.layout() == Layout.STEP ? 1 : 2)
          || (input.dtype().isFloating() && input.dtype() != dtype)) {
        return null;
      }
    }
    for (Recurrence.LinearMap map : recurrence.maps()) {
      Tensor weight = Recurrence.weight(call, map, dtype);
      Tensor input = map.input() == null ? null : call.inputs().get(map.input());
      if (weight.dim() != 2 || (input != null && weight.size(1) != input.size(-1))) {
        return null;
      }
    }
    Map<String, Tensor> sequences = recurrence.sequences(call, dtype);
    long[] timed = sequences.values().iterator().next().shape();
    if (sequences.values().stream().anyMatch(own -> !Arrays.equals(own.shape(), timed))) {
      return null;
    }
    long[] neurons = timed;
    if (call.layout() != Layout.STEP) {
      int time = call.layout().timeDim();
      if (timed[time] == 0) {
        return null;
      }
      neurons = without(timed, time);
    }
    if (Arrays.stream(neurons).anyMatch(size -> size == 0)) {
      return null;
    }
    List<Tensor> weights = new ArrayList<>();
    long width = neurons[neurons.length - 1];
    for (Recurrence.LinearMap map : recurrence.recurrent()) {
      Tensor weight = Recurrence.weight(call, map, dtype);
      if (!Arrays.equals(weight.shape(), new long[] {width, width})) {
        return null;
      }
      weights.add(weight);
    }
    Map<String, Tensor> states = states(call, dtype, neurons);
    return states == null
        ? null
        : new RecurrentCall(
            call, recurrence, sequences, weights, step(call, recurrence, states, dtype, neurons));
  }

  private static long[] without(long[] shape, int dim) {
    return IntStream.range(0, shape.length)
        .filter(d -> d != dim)
        .mapToLong(d -> shape[d])
        .toArray();
  }

  /// All states before the first step in the neurons' shape, null if one doesn't fit.
  private static @Nullable Map<String, Tensor> states(
      NeuronCall call, DType dtype, long[] neurons) {
    Map<String, Tensor> states = new LinkedHashMap<>();
    List<NeuronModel.State> missing = new ArrayList<>();
    for (NeuronModel.State state : call.model().states()) {
      Tensor given = call.states().get(state.name());
      if (given == null) {
        missing.add(state);
        continue;
      }
      long[] joined = Arguments.broadcast(neurons, given.shape());
      if (given.dtype() != dtype || !Arrays.equals(joined, neurons)) {
        return null;
      }
      states.put(state.name(), given.expand(neurons));
    }
    if (!missing.isEmpty()) {
      states.putAll(initial(call, missing, Tensor.empty(dtype, neurons)));
    }
    return states;
  }

  /// What the model says of the states that the call doesn't give, with its gradient.
  private static Map<String, Tensor> initial(
      NeuronCall call, List<NeuronModel.State> missing, Tensor like) {
    NeuronModel start =
        NeuronModel.define(
            call.model().name() + " at the start",
            n -> {
              n.input("like");
              missing.forEach(state -> n.output(state.name(), state.initially()));
            });
    NeuronCall.Builder run =
        NeuronCall.of(start).layout(Layout.STEP).input("like", like).dt(call.dt());
    Set<String> declared = call.params().keySet();
    for (NeuronModel.Param param : start.params()) {
      if (call.fromSecondStep().contains(param.name())) {
        run.param(param.name(), 0);
      } else if (declared.contains(param.name())) {
        run.param(param.name(), Objects.requireNonNull(call.params().get(param.name())));
      } else {
        call.model().params().stream()
            .filter(own -> own.name().equals(param.name()))
            .forEach(own -> run.param(own.name(), call.param(own)));
      }
    }
    return EagerEngine.instance().run(run.build()).outputs();
  }

  private static NeuronCall step(
      NeuronCall call,
      Recurrence recurrence,
      Map<String, Tensor> states,
      DType dtype,
      long[] neurons) {
    NeuronCall.Builder step =
        NeuronCall.of(recurrence.unstaged())
            .layout(Layout.STEP)
            .params(call.params())
            .fromSecondStep(call.fromSecondStep().toArray(String[]::new))
            .states(states)
            .outputs(call.outputs().toArray(String[]::new))
            .record(call.record().toArray(String[]::new))
            .dt(call.dt())
            .randomKey(call.randomKey())
            .firstStep(call.firstStep());
    Tensor like = Tensor.empty(dtype, neurons);
    recurrence.unstaged().inputs().forEach(name -> step.input(name, like));
    return step.build();
  }

  RecurrentFunction function(Call fused, ModelPlans plans, Arguments arguments) {
    return new RecurrentFunction(
        fused, plans, arguments, recurrence, List.copyOf(sequences.keySet()), call.layout());
  }

  List<Tensor> operands(Arguments arguments) {
    List<Tensor> operands = new ArrayList<>(sequences.values());
    for (Tensor state : arguments.states) {
      operands.add(Objects.requireNonNull(state));
    }
    for (Tensor param : arguments.params) {
      if (param != null) {
        operands.add(param);
      }
    }
    operands.addAll(weights);
    return operands;
  }
}
