package org.nernst.io.nir;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.nernst.tensor.Tensor;

/// The shapes that flow through a graph: given by the nodes, or inferred along the edges.
///
/// @param graph with an Input before each node that has nothing before it, and an Output behind
///   each that has nothing behind it
/// @param in shape of what each node gets, by name; absent where it isn't known
/// @param out shape of what each node puts out, by name; absent where it isn't known
/// @param nested what is known of graphs within, by name
/// @param problems what contradicts, each with the path of the node
record NirTypes(
    NirGraph graph,
    Map<String, long[]> in,
    Map<String, long[]> out,
    Map<String, NirTypes> nested,
    List<String> problems) {

  /// {@return the shapes of a graph}
  ///
  /// @param prefix path of the graph, empty or ending in a slash
  static NirTypes of(NirGraph graph, String prefix) {
    Inference inference = new Inference(graph, prefix);
    inference.own();
    inference.flow();
    NirGraph completed = inference.completed();
    if (completed.nodes().size() != graph.nodes().size()) {
      NirTypes types = of(completed, prefix);
      List<String> problems = new ArrayList<>(inference.problems);
      types.problems.stream().filter(p -> !problems.contains(p)).forEach(problems::add);
      return new NirTypes(types.graph, types.in, types.out, types.nested, problems);
    }
    SequencedMap<String, NirNode> nodes = new LinkedHashMap<>(completed.nodes());
    inference.nested.forEach((name, types) -> nodes.put(name, types.graph()));
    return new NirTypes(
        new NirGraph(nodes, completed.edges(), completed.metadata()),
        inference.in,
        inference.out,
        inference.nested,
        inference.problems);
  }

  /// {@return the shapes of a graph without contradictions}
  ///
  /// @throws IllegalArgumentException naming the first node whose shape contradicts another
  static NirTypes strict(NirGraph graph) {
    NirTypes types = of(graph, "");
    if (!types.problems.isEmpty()) {
      throw new IllegalArgumentException(types.problems.getFirst());
    }
    return types;
  }

  private static final class Inference {
    final NirGraph graph;
    final String prefix;
    final Map<String, long[]> in = new HashMap<>();
    final Map<String, long[]> out = new HashMap<>();
    final Map<String, NirTypes> nested = new HashMap<>();
    final List<String> problems = new ArrayList<>();

    Inference(NirGraph graph, String prefix) {
      this.graph = graph;
      this.prefix = prefix;
    }

    void problem(String name, String what) {
      problems.add("node '" + prefix + name + "': " + what);
    }

    void own() {
      graph
          .nodes()
          .forEach(
              (name, node) -> {
                parameters(name, node);
                long[] shape = given(name, node);
                if (shape != null) {
                  set(name, shape);
                }
              });
    }

    private long @Nullable [] given(String name, NirNode node) {
      return switch (node) {
        case NirNode.Input input -> input.shape();
        case NirNode.Output output -> output.shape();
        case NirNode.Affine affine -> inputOf(affine.weight());
        case NirNode.Linear linear -> inputOf(linear.weight());
        case NirNode.Conv1d conv -> channelsFirst(conv.inputShape(), conv.weight(), conv.groups());
        case NirNode.Conv2d conv -> channelsFirst(conv.inputShape(), conv.weight(), conv.groups());
        case NirNode.SumPool2d _, NirNode.AvgPool2d _ -> null;
        case NirNode.Flatten flatten -> flatten.inputShape();
        case NirGraph inner -> {
          NirTypes types = NirTypes.of(inner, prefix + name + "/");
          nested.put(name, types);
          problems.addAll(types.problems());
          List<String> inputs = types.graph().inputs();
          yield inputs.size() == 1 ? types.in().get(inputs.getFirst()) : null;
        }
        default -> NirTensors.named(node).firstEntry().getValue().shape();
      };
    }

    private static long[] inputOf(Tensor weight) {
      long[] shape = weight.shape();
      long[] input = Arrays.copyOf(shape, shape.length - 1);
      input[input.length - 1] = shape[shape.length - 1];
      return input;
    }

    private static long @Nullable [] channelsFirst(
        long @Nullable [] lengths, Tensor weight, long groups) {
      if (lengths == null) {
        return null;
      }
      long[] shape = new long[lengths.length + 1];
      shape[0] = Math.multiplyExact(weight.size(1), groups);
      System.arraycopy(lengths, 0, shape, 1, lengths.length);
      return shape;
    }

    /// All parameters of a neuron have its shape; a bias has one value per output.
    private void parameters(String name, NirNode node) {
      SequencedMap<String, Tensor> arrays = NirTensors.named(node);
      if (NirTensors.isNeuron(node)) {
        Map.Entry<String, Tensor> first = arrays.firstEntry();
        arrays.forEach(
            (parameter, array) -> {
              if (!Arrays.equals(array.shape(), first.getValue().shape())) {
                problem(
                    name,
                    "expected %s of shape %s like %s, got %s"
                        .formatted(
                            parameter,
                            Tensor.shapeText(first.getValue().shape()),
                            first.getKey(),
                            Tensor.shapeText(array.shape())));
              }
            });
      }
      Tensor bias = arrays.get("bias");
      Tensor weight = arrays.get("weight");
      if (bias != null && weight != null) {
        long[] shape = weight.shape();
        long[] expected =
            node instanceof NirNode.Affine
                ? Arrays.copyOf(shape, shape.length - 1)
                : new long[] {shape[0]};
        if (!Arrays.equals(bias.shape(), expected)) {
          problem(
              name,
              "expected bias of shape %s, got %s"
                  .formatted(Tensor.shapeText(expected), Tensor.shapeText(bias.shape())));
        }
      }
    }

    private void set(String name, long[] shape) {
      in.put(name, shape);
      try {
        long[] output = output(name, graph.nodes().get(name), shape);
        if (output != null) {
          out.put(name, output);
        }
      } catch (IllegalArgumentException | ArithmeticException unfit) {
        problem(name, String.valueOf(unfit.getMessage()));
      }
    }

    private long @Nullable [] output(String name, @Nullable NirNode node, long[] shape) {
      return switch (node) {
        case NirNode.Affine affine -> outputOf(affine.weight());
        case NirNode.Linear linear -> outputOf(linear.weight());
        case NirNode.Conv1d conv -> convolved(shape, conv.weight(), conv.window(), conv.groups());
        case NirNode.Conv2d conv -> convolved(shape, conv.weight(), conv.window(), conv.groups());
        case NirNode.SumPool2d pool ->
            pooled(shape, pool.kernel(), new NirWindow(pool.stride(), pool.padding(), false, ONES));
        case NirNode.AvgPool2d pool ->
            pooled(shape, pool.kernel(), new NirWindow(pool.stride(), pool.padding(), false, ONES));
        case NirNode.Flatten flatten -> flattened(flatten, shape);
        case NirGraph _ -> {
          NirTypes types = nested.get(name);
          List<String> outputs = types == null ? List.of() : types.graph().outputs();
          yield types == null || outputs.size() != 1 ? null : types.out().get(outputs.getFirst());
        }
        case null -> null;
        default -> shape;
      };
    }

    private static final long[] ONES = {1, 1};

    private static long[] outputOf(Tensor weight) {
      long[] shape = weight.shape();
      return Arrays.copyOf(shape, shape.length - 1);
    }

    private static long[] convolved(long[] shape, Tensor weight, NirWindow window, long groups) {
      requireAxes(weight.dim() - 1, shape);
      if (shape[0] != Math.multiplyExact(weight.size(1), groups)) {
        throw new IllegalArgumentException(
            "expected input with %d channels, got %s"
                .formatted(weight.size(1) * groups, Tensor.shapeText(shape)));
      }
      if (weight.size(0) % groups != 0) {
        throw new IllegalArgumentException(
            "expected groups to divide %d out channels, got %d".formatted(weight.size(0), groups));
      }
      long[] output = new long[shape.length];
      output[0] = weight.size(0);
      for (int axis = 1; axis < shape.length; axis++) {
        output[axis] = window.output(axis - 1, shape[axis], weight.size(axis + 1));
      }
      return positive(output, shape);
    }

    private static long[] pooled(long[] shape, long[] kernel, NirWindow window) {
      requireAxes(3, shape);
      long[] output = shape.clone();
      for (int axis = 1; axis < 3; axis++) {
        output[axis] = window.output(axis - 1, shape[axis], kernel[axis - 1]);
      }
      return positive(output, shape);
    }

    private static void requireAxes(int axes, long[] shape) {
      if (shape.length != axes) {
        throw new IllegalArgumentException(
            "expected input of %d axes, got %s".formatted(axes, Tensor.shapeText(shape)));
      }
    }

    private static long[] positive(long[] output, long[] shape) {
      for (long size : output) {
        if (size < 1) {
          throw new IllegalArgumentException(
              "its window is larger than its input " + Tensor.shapeText(shape));
        }
      }
      return output;
    }

    private static long[] flattened(NirNode.Flatten node, long[] shape) {
      long start = node.startDim() < 0 ? node.startDim() + shape.length : node.startDim();
      long end = node.endDim() < 0 ? node.endDim() + shape.length : node.endDim();
      if (start < 0 || end >= shape.length || start > end) {
        throw new IllegalArgumentException(
            "expected axes of %s to flatten, got %d to %d"
                .formatted(Tensor.shapeText(shape), node.startDim(), node.endDim()));
      }
      long[] output = new long[shape.length - (int) (end - start)];
      System.arraycopy(shape, 0, output, 0, (int) start);
      output[(int) start] = 1;
      for (int axis = (int) start; axis <= end; axis++) {
        output[(int) start] = Math.multiplyExact(output[(int) start], shape[axis]);
      }
      System.arraycopy(shape, (int) end + 1, output, (int) start + 1, shape.length - 1 - (int) end);
      return output;
    }

    /// Carries shapes along edges until nothing new comes.
    void flow() {
      boolean changed = true;
      while (changed) {
        changed = false;
        for (NirEdge edge : graph.edges()) {
          long[] from = out.get(edge.from());
          if (from != null && !in.containsKey(edge.to())) {
            set(edge.to(), from);
            changed = true;
          }
        }
      }
      for (NirEdge edge : graph.edges()) {
        long[] from = out.get(edge.from());
        long[] to = in.get(edge.to());
        if (from != null && to != null && !Arrays.equals(from, to)) {
          problem(
              edge.to(),
              "expected input of shape %s, got %s from '%s'"
                  .formatted(Tensor.shapeText(to), Tensor.shapeText(from), prefix + edge.from()));
        }
      }
      for (String name : graph.nodes().keySet()) {
        if (!in.containsKey(name) && !(graph.nodes().get(name) instanceof NirGraph)) {
          problem(name, "the shape of its input isn't known and can't be inferred");
        }
      }
    }

    NirGraph completed() {
      SequencedMap<String, NirNode> nodes = new LinkedHashMap<>(graph.nodes());
      List<NirEdge> edges = new ArrayList<>(graph.edges());
      Set<String> targets = new HashSet<>();
      Set<String> sources = new HashSet<>();
      for (NirEdge edge : graph.edges()) {
        sources.add(edge.from());
        targets.add(edge.to());
      }
      graph
          .nodes()
          .forEach(
              (name, node) -> {
                long[] shape = in.get(name);
                if (!targets.contains(name) && !(node instanceof NirNode.Input) && shape != null) {
                  String added = unused(nodes, "input_" + name);
                  nodes.put(added, new NirNode.Input(shape, NirValue.Group.empty()));
                  edges.add(new NirEdge(added, name));
                }
                long[] result = out.get(name);
                if (!sources.contains(name)
                    && !(node instanceof NirNode.Output)
                    && result != null) {
                  String added = unused(nodes, "output_" + name);
                  nodes.put(added, new NirNode.Output(result, NirValue.Group.empty()));
                  edges.add(new NirEdge(name, added));
                }
              });
      if (nodes.size() == graph.nodes().size()) {
        for (var missing : Map.of("Input", graph.inputs(), "Output", graph.outputs()).entrySet()) {
          if (missing.getValue().isEmpty()) {
            problems.add(
                "graph '%s' has no %s and no node where one could be added"
                    .formatted(prefix, missing.getKey()));
          }
        }
        return graph;
      }
      return new NirGraph(nodes, edges, graph.metadata());
    }

    private static String unused(Map<String, NirNode> nodes, String wanted) {
      String name = wanted;
      while (nodes.containsKey(name)) {
        name += "_";
      }
      return name;
    }
  }

  /// {@return what each node gets, by its path}
  Map<String, long[]> inputsByPath() {
    return byPath("", true);
  }

  /// {@return what each node puts out, by its path}
  Map<String, long[]> outputsByPath() {
    return byPath("", false);
  }

  private Map<String, long[]> byPath(String prefix, boolean inputs) {
    Map<String, long[]> all = new HashMap<>();
    (inputs ? in : out).forEach((name, shape) -> all.put(prefix + name, shape));
    nested.forEach((name, types) -> all.putAll(types.byPath(prefix + name + "/", inputs)));
    return Collections.unmodifiableMap(all);
  }
}
