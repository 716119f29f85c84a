package org.nernst.engine.fused;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.nernst.engine.NeuronCall;
import org.nernst.neuron.Leaf;
import org.nernst.neuron.NeuronModel;
import org.nernst.neuron.Operation;
import org.nernst.tensor.DType;
import org.nernst.tensor.Functional;
import org.nernst.tensor.Tensor;

/// A neuron with linear maps, taken apart: each map reads either an input, and then runs once over
/// the whole sequence, or a state, and then runs in every step before the kernel of the rest.
///
/// @param unstaged the rest, in which the maps are inputs
/// @param maps in the order of [NeuronModel#linears()]
record Recurrence(NeuronModel unstaged, List<LinearMap> maps) {
  /// One linear map.
  ///
  /// @param name of the input of the rest that stands for it
  /// @param weight its name
  /// @param input that it reads, null if it reads a state
  /// @param state that it reads, as an index, -1 if it reads an input
  record LinearMap(String name, String weight, @Nullable String input, int state) {}

  /// {@return the parts, null if a map reads anything else than an input or a state}
  static @Nullable Recurrence of(NeuronModel model) {
    List<String> states = model.states().stream().map(NeuronModel.State::name).toList();
    List<LinearMap> maps = new ArrayList<>();
    for (Operation.Linear linear : model.linears()) {
      String name = NeuronModel.linearInput(maps.size());
      switch (linear.operands().getFirst()) {
        case Leaf.InputRef i ->
            maps.add(new LinearMap(name, linear.weightName(), i.inputName(), -1));
        case Leaf.StateRef s ->
            maps.add(new LinearMap(name, linear.weightName(), null, states.indexOf(s.stateName())));
        default -> {
          return null;
        }
      }
    }
    return new Recurrence(model.unstaged(), List.copyOf(maps));
  }

  /// The maps that run in every step.
  List<LinearMap> recurrent() {
    return maps.stream().filter(map -> map.state >= 0).toList();
  }

  /// The inputs of the rest that are there for all steps before the first: those of the call, and
  /// what linear maps make of them. Recorded by libtorch.
  Map<String, Tensor> sequences(NeuronCall call, DType dtype) {
    Map<String, Tensor> sequences = new LinkedHashMap<>();
    for (String name : unstaged.inputs()) {
      Tensor input = call.inputs().get(name);
      if (input != null) {
        sequences.put(name, cast(input, dtype));
      }
    }
    for (LinearMap map : maps) {
      if (map.input != null) {
        Tensor input = Objects.requireNonNull(call.inputs().get(map.input));
        sequences.put(
            map.name, Functional.linear(cast(input, dtype), weight(call, map, dtype), null));
      }
    }
    return sequences;
  }

  static Tensor weight(NeuronCall call, LinearMap map, DType dtype) {
    return cast(Objects.requireNonNull(call.weights().get(map.weight)), dtype);
  }

  static Tensor cast(Tensor tensor, DType dtype) {
    return tensor.dtype() == dtype ? tensor : tensor.to(dtype);
  }
}
