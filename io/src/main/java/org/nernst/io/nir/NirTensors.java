package org.nernst.io.nir;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;
import java.util.function.Function;
import org.nernst.tensor.Tensor;

/// The arrays of nodes by the names that they have in a file.
final class NirTensors {
  private NirTensors() {}

  /// {@return the arrays of a node; a graph has none of its own}
  static SequencedMap<String, Tensor> named(NirNode node) {
    SequencedMap<String, Tensor> arrays = new LinkedHashMap<>();
    switch (node) {
      case NirNode.Affine affine -> {
        arrays.put("weight", affine.weight());
        arrays.put("bias", affine.bias());
      }
      case NirNode.Linear linear -> arrays.put("weight", linear.weight());
      case NirNode.Scale scale -> arrays.put("scale", scale.scale());
      case NirNode.Conv1d conv -> {
        arrays.put("weight", conv.weight());
        arrays.put("bias", conv.bias());
      }
      case NirNode.Conv2d conv -> {
        arrays.put("weight", conv.weight());
        arrays.put("bias", conv.bias());
      }
      case NirNode.Delay delay -> arrays.put("delay", delay.delay());
      case NirNode.Threshold threshold -> arrays.put("threshold", threshold.threshold());
      case NirNode.I i -> arrays.put("r", i.r());
      case NirNode.IF neuron -> {
        arrays.put("r", neuron.r());
        arrays.put("v_threshold", neuron.vThreshold());
        arrays.put("v_reset", neuron.vReset());
      }
      case NirNode.LI neuron -> {
        arrays.put("tau", neuron.tau());
        arrays.put("r", neuron.r());
        arrays.put("v_leak", neuron.vLeak());
      }
      case NirNode.LIF neuron -> {
        arrays.put("tau", neuron.tau());
        arrays.put("r", neuron.r());
        arrays.put("v_leak", neuron.vLeak());
        arrays.put("v_threshold", neuron.vThreshold());
        arrays.put("v_reset", neuron.vReset());
      }
      case NirNode.CubaLI neuron -> {
        arrays.put("tau_syn", neuron.tauSyn());
        arrays.put("tau_mem", neuron.tauMem());
        arrays.put("r", neuron.r());
        arrays.put("v_leak", neuron.vLeak());
        arrays.put("w_in", neuron.wIn());
      }
      case NirNode.CubaLIF neuron -> {
        arrays.put("tau_syn", neuron.tauSyn());
        arrays.put("tau_mem", neuron.tauMem());
        arrays.put("r", neuron.r());
        arrays.put("v_leak", neuron.vLeak());
        arrays.put("v_threshold", neuron.vThreshold());
        arrays.put("v_reset", neuron.vReset());
        arrays.put("w_in", neuron.wIn());
      }
      case NirNode.Input _,
          NirNode.Output _,
          NirNode.SumPool2d _,
          NirNode.AvgPool2d _,
          NirNode.Flatten _,
          NirGraph _ -> {}
    }
    return arrays;
  }

  /// {@return a node with other arrays in place of those of [#named]}
  ///
  /// @param arrays by name; a missing one stays as it is
  static NirNode withArrays(NirNode node, Map<String, Tensor> arrays) {
    SequencedMap<String, Tensor> all = named(node);
    all.putAll(arrays);
    Function<String, Tensor> a = name -> Objects.requireNonNull(all.get(name), name);
    return switch (node) {
      case NirNode.Affine n -> new NirNode.Affine(a.apply("weight"), a.apply("bias"), n.metadata());
      case NirNode.Linear n -> new NirNode.Linear(a.apply("weight"), n.metadata());
      case NirNode.Scale n -> new NirNode.Scale(a.apply("scale"), n.metadata());
      case NirNode.Conv1d n ->
          new NirNode.Conv1d(
              n.inputShape(),
              a.apply("weight"),
              n.window(),
              n.groups(),
              a.apply("bias"),
              n.metadata());
      case NirNode.Conv2d n ->
          new NirNode.Conv2d(
              n.inputShape(),
              a.apply("weight"),
              n.window(),
              n.groups(),
              a.apply("bias"),
              n.metadata());
      case NirNode.Delay n -> new NirNode.Delay(a.apply("delay"), n.metadata());
      case NirNode.Threshold n -> new NirNode.Threshold(a.apply("threshold"), n.metadata());
      case NirNode.I n -> new NirNode.I(a.apply("r"), n.metadata());
      case NirNode.IF n ->
          new NirNode.IF(a.apply("r"), a.apply("v_threshold"), a.apply("v_reset"), n.metadata());
      case NirNode.LI n ->
          new NirNode.LI(a.apply("tau"), a.apply("r"), a.apply("v_leak"), n.metadata());
      case NirNode.LIF n ->
          new NirNode.LIF(
              a.apply("tau"),
              a.apply("r"),
              a.apply("v_leak"),
              a.apply("v_threshold"),
              a.apply("v_reset"),
              n.metadata());
      case NirNode.CubaLI n ->
          new NirNode.CubaLI(
              a.apply("tau_syn"),
              a.apply("tau_mem"),
              a.apply("r"),
              a.apply("v_leak"),
              a.apply("w_in"),
              n.metadata());
      case NirNode.CubaLIF n ->
          new NirNode.CubaLIF(
              a.apply("tau_syn"),
              a.apply("tau_mem"),
              a.apply("r"),
              a.apply("v_leak"),
              a.apply("v_threshold"),
              a.apply("v_reset"),
              a.apply("w_in"),
              n.metadata());
      case NirNode.Input _,
          NirNode.Output _,
          NirNode.SumPool2d _,
          NirNode.AvgPool2d _,
          NirNode.Flatten _,
          NirGraph _ ->
          node;
    };
  }

  /// {@return whether a node is a neuron: it has a state, and every array of it the layer's shape}
  static boolean isNeuron(NirNode node) {
    return switch (node) {
      case NirNode.I _,
          NirNode.IF _,
          NirNode.LI _,
          NirNode.LIF _,
          NirNode.CubaLI _,
          NirNode.CubaLIF _ ->
          true;
      default -> false;
    };
  }

  /// {@return whether a node puts out spikes}
  static boolean isSpiking(NirNode node) {
    return switch (node) {
      case NirNode.IF _, NirNode.LIF _, NirNode.CubaLIF _, NirNode.Threshold _ -> true;
      default -> false;
    };
  }

  /// {@return every array of a graph, those of nested graphs and of metadata included}
  static List<Tensor> of(NirGraph graph) {
    List<Tensor> all = new ArrayList<>();
    collect(graph, all);
    return all;
  }

  private static void collect(NirNode node, List<Tensor> all) {
    all.addAll(named(node).values());
    collect(node.metadata(), all);
    if (node instanceof NirGraph graph) {
      graph.nodes().values().forEach(child -> collect(child, all));
    }
  }

  private static void collect(NirValue.Group metadata, List<Tensor> all) {
    for (NirValue value : metadata.value().values()) {
      switch (value) {
        case NirValue.Numbers(Tensor numbers) -> all.add(numbers);
        case NirValue.Group group -> collect(group, all);
        default -> {}
      }
    }
  }
}
