package org.nernst.engine.fused;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.nernst.neuron.Expr;
import org.nernst.neuron.Gradients;
import org.nernst.neuron.Graph;
import org.nernst.neuron.Leaf;
import org.nernst.neuron.NeuronModel;

/// The leaves of a model in the model's order, as every kernel of it loads them. One that no
/// equation reads has a stand-in.
final class Leaves {
  final Expr[] inputs;
  final Expr[] states;
  final Expr[] params;

  /// Random numbers, one for each stream.
  final Leaf.Uniform[] streams;

  Leaves(NeuronModel model) {
    Map<String, Expr> found = new HashMap<>();
    List<Leaf.Uniform> uniforms = new ArrayList<>();
    for (Expr node : Graph.order(model.roots())) {
      switch (node) {
        case Leaf.InputRef i -> found.put(i.inputName(), i);
        case Leaf.StateRef s -> found.put(s.stateName(), s);
        case Leaf.ParamRef p -> found.put(p.paramName(), p);
        case Leaf.Uniform u -> uniforms.add(u);
        default -> {}
      }
    }
    inputs = leaves(found, model.inputs());
    states = leaves(found, model.states().stream().map(NeuronModel.State::name).toList());
    params = leaves(found, model.params().stream().map(NeuronModel.Param::name).toList());
    streams = uniforms.toArray(Leaf.Uniform[]::new);
  }

  private static Expr[] leaves(Map<String, Expr> found, List<String> names) {
    return names.stream()
        .map(name -> found.containsKey(name) ? found.get(name) : Gradients.arriving(name))
        .toArray(Expr[]::new);
  }

  /// {@return what a step loads: inputs, parameters that are arrays, states, random numbers}
  List<Expr> loads(boolean[] arrays) {
    return loads(arrays, true);
  }

  /// {@return what a step loads, with or without the states}
  List<Expr> loads(boolean[] arrays, boolean withStates) {
    List<Expr> loads = new ArrayList<>(Arrays.asList(inputs));
    loads.addAll(arrays(arrays));
    if (withStates) {
      loads.addAll(Arrays.asList(states));
    }
    loads.addAll(Arrays.asList(streams));
    return loads;
  }

  /// {@return the parameters that are arrays}
  List<Expr> arrays(boolean[] arrays) {
    List<Expr> loads = new ArrayList<>();
    for (int p = 0; p < arrays.length; p++) {
      if (arrays[p]) {
        loads.add(params[p]);
      }
    }
    return loads;
  }
}
