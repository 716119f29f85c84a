package org.nernst.io.nir;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.nernst.memory.Layout;
import org.nernst.nn.Cell;
import org.nernst.nn.Layer;
import org.nernst.nn.Module;
import org.nernst.nn.Step;
import org.nernst.nn.TimeAxis;
import org.nernst.nn.Timed;
import org.nernst.tensor.Scope;
import org.nernst.tensor.Tensor;

/// A network made of a NIR graph, to run and to train.
///
/// Input and output are (time, batch, ...), or (batch, time, ...) by option, with the shapes of the
/// graph's Input and Output behind; several axes of batch, or none, work with time first. Nodes
/// that aren't on a cycle run over the whole sequence at once, neurons on the fused engine; a
/// neuron that feeds back through one linear map does too. Other cycles run step by step, with a
/// delay of one step on each ([NirPlan] says where).
///
/// Modules have the paths of their nodes as names, in which a dot becomes an underscore. Weights
/// are parameters; what belongs to neurons is kept in buffers.
public final class NirNetwork extends Cell<NirState> implements Timed {

  private final NirGraph graph;
  private final NirOptions options;
  private final NirPlan plan;
  private final List<NirUnit> units = new ArrayList<>();
  private final List<long @Nullable []> outputShapes = new ArrayList<>();

  /// A network that runs a graph.
  ///
  /// @throws IllegalArgumentException naming the node that contradicts another or can't run
  public NirNetwork(NirGraph graph, NirOptions options) {
    NirTypes types = options.strict() ? NirTypes.strict(graph) : NirTypes.of(graph, "");
    this.graph = types.graph();
    this.options = options;
    this.plan = NirPlan.of(this.graph);
    Map<String, long[]> inputs = types.inputsByPath();
    Map<String, long[]> outputs = types.outputsByPath();
    Set<String> names = new LinkedHashSet<>();
    for (NirPlan.Item item : plan.items()) {
      outputShapes.add(outputs.get(item.path()));
      boolean entry = item.node() instanceof NirNode.Input && item.path().indexOf('/') < 0;
      if (item.sources().isEmpty() && !entry) {
        throw new IllegalArgumentException("node '" + item.path() + "': nothing comes into it");
      }
      String name = item.path().replace('.', '_');
      while (!names.add(name)) {
        name += "_";
      }
      units.add(unit(item, inputs.get(item.path()), name));
    }
  }

  private NirUnit unit(NirPlan.Item item, long @Nullable [] shape, String name) {
    NirNode node = item.node();
    Layer layer = NirLayers.of(item.path(), node, shape, options);
    if (layer != null) {
      registerModule(name, layer);
      return new NirMap(layer);
    }
    NirConventions conventions = NirConventions.of(options, node, graph);
    if (node instanceof NirNode.Delay delay) {
      NirDelay unit = new NirDelay(item.path(), delay, conventions);
      registerModule(name, unit);
      return unit;
    }
    NirNeuron neuron = new NirNeuron(item.path(), node, conventions, options);
    registerModule(name, neuron);
    return neuron;
  }

  /// {@return the graph with the parameters that the network has now}
  public NirGraph graph() {
    Map<String, NirUnit> byPath = new LinkedHashMap<>();
    for (int i = 0; i < units.size(); i++) {
      byPath.put(plan.items().get(i).path(), units.get(i));
    }
    return current(graph, "", byPath);
  }

  private static NirGraph current(NirGraph graph, String prefix, Map<String, NirUnit> units) {
    SequencedMap<String, NirNode> nodes = new LinkedHashMap<>();
    graph
        .nodes()
        .forEach(
            (name, node) ->
                nodes.put(
                    name,
                    node instanceof NirGraph inner
                        ? current(inner, prefix + name + "/", units)
                        : current(node, Objects.requireNonNull(units.get(prefix + name)))));
    return new NirGraph(nodes, graph.edges(), graph.metadata());
  }

  private static NirNode current(NirNode node, NirUnit unit) {
    return switch (unit) {
      case NirNeuron neuron -> neuron.current();
      case NirDelay delay -> delay.current();
      case NirMap(NirThreshold threshold) -> threshold.current();
      case NirMap(Layer layer) ->
          NirTensors.withArrays(node, Map.copyOf(layer.namedParameters("", false, true)));
    };
  }

  /// {@return the options that it was made with}
  public NirOptions options() {
    return options;
  }

  /// {@return paths of all nodes, graphs within graphs dissolved}
  public List<String> paths() {
    return plan.items().stream().map(NirPlan.Item::path).toList();
  }

  NirPlan plan() {
    return plan;
  }

  @Override
  public TimeAxis timeAxis() {
    return options.timeAxis();
  }

  /// Whether the last node before the only Output emits spikes.
  @Override
  public boolean emitsSpikes() {
    return plan.items().stream()
        .filter(item -> item.node() instanceof NirNode.Output && item.path().indexOf('/') < 0)
        .flatMap(item -> item.sources().stream())
        .allMatch(source -> NirTensors.isSpiking(plan.items().get(source).node()));
  }

  /// The state at rest.
  @Override
  public NirState initialState(Tensor x) {
    return NirState.rest();
  }

  @Override
  protected Step<NirState> compute(Tensor x, @Nullable NirState state) {
    String input = only("Input", graph.inputs());
    String output = only("Output", graph.outputs());
    NirTrace trace = run(Map.of(input, x), state == null ? NirState.rest() : state, Set.of());
    return new Step<>(Objects.requireNonNull(trace.outputs().get(output)), trace.state());
  }

  private static String only(String type, List<String> names) {
    if (names.size() != 1) {
      throw new IllegalStateException(
          "expected a graph with one %s, got %s: use run with names".formatted(type, names));
    }
    return names.getFirst();
  }

  /// Runs a sequence through a graph with any number of entries and exits.
  ///
  /// @param inputs for each Input of the outermost graph, by name, all of the same time and batch
  /// @param state that an earlier run returned, or [NirState#rest()]
  /// @param record paths of nodes whose outputs are wanted
  /// @return outputs, recorded outputs and the state
  /// @throws IllegalArgumentException naming an input that is missing or has the wrong shape
  public NirTrace run(Map<String, Tensor> inputs, NirState state, Collection<String> record) {
    for (String path : record) {
      if (!paths().contains(path)) {
        throw new IllegalArgumentException(
            "expected as node to record one of %s, got '%s'".formatted(paths(), path));
      }
    }
    if (!inputs.keySet().equals(Set.copyOf(graph.inputs()))) {
      throw new IllegalArgumentException(
          "expected inputs for %s, got %s".formatted(graph.inputs(), inputs.keySet()));
    }
    try (Scope scope = Scope.open()) {
      NirRun run = new NirRun(plan, units, outputShapes, options, state);
      for (int i = 0; i < units.size(); i++) {
        Tensor given = inputs.get(plan.items().get(i).path());
        if (given != null) {
          run.enter(i, checked(i, given), outputShapes.get(i));
        }
      }
      Set<String> wanted = new LinkedHashSet<>(record);
      wanted.addAll(graph.outputs());
      Map<String, Tensor> results = run.all(wanted);
      Map<String, Tensor> outputs = new LinkedHashMap<>();
      Map<String, Tensor> recorded = new LinkedHashMap<>();
      for (String name : graph.outputs()) {
        outputs.put(name, Objects.requireNonNull(results.get(name)));
      }
      for (String path : record) {
        recorded.put(path, Objects.requireNonNull(results.get(path)));
      }
      NirState next = run.state();
      scope.keep(outputs.values());
      scope.keep(recorded.values());
      scope.keep(next.tensors());
      return new NirTrace(outputs, recorded, next);
    }
  }

  private Tensor checked(int item, Tensor x) {
    long[] shape = outputShapes.get(item);
    long[] got = x.shape();
    boolean first = options.timeAxis() == TimeAxis.FIRST;
    int leading = shape == null ? -1 : got.length - shape.length;
    boolean fits =
        shape == null
            || (leading >= (first ? 1 : 2)
                && (!options.strict()
                    || Arrays.equals(Arrays.copyOfRange(got, leading, got.length), shape)));
    if (!fits || got.length < 1 || got[first ? 0 : 1] == 0) {
      throw new IllegalArgumentException(
          "input '%s': expected (%s%s) with at least one step, got %s"
              .formatted(
                  plan.items().get(item).path(),
                  first ? "time, batch" : "batch, time",
                  shape == null
                      ? ", ..."
                      : Arrays.stream(shape).mapToObj(s -> ", " + s).reduce("", String::concat),
                  Tensor.shapeText(got)));
    }
    return x.to(options.dtype());
  }

  Layout layout() {
    return options.timeAxis() == TimeAxis.FIRST ? Layout.TIME_MAJOR : Layout.BATCH_MAJOR;
  }

  /// {@return the module of a node}
  ///
  /// @throws IllegalArgumentException if there is none of this path
  public Module moduleOf(String path) {
    int place = paths().indexOf(path);
    if (place < 0) {
      throw new IllegalArgumentException("expected one of %s, got '%s'".formatted(paths(), path));
    }
    return switch (units.get(place)) {
      case NirMap(Layer layer) -> layer;
      case NirNeuron neuron -> neuron;
      case NirDelay delay -> delay;
    };
  }
}
