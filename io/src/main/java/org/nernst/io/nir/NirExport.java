package org.nernst.io.nir;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;
import org.nernst.nn.AvgPool2d;
import org.nernst.nn.BatchNorm1d;
import org.nernst.nn.BatchNorm2d;
import org.nernst.nn.Conv1d;
import org.nernst.nn.Conv2d;
import org.nernst.nn.Dropout;
import org.nernst.nn.Flatten;
import org.nernst.nn.Identity;
import org.nernst.nn.Linear;
import org.nernst.nn.Module;
import org.nernst.nn.NeuronModule;
import org.nernst.nn.Sequential;
import org.nernst.nn.SumPool2d;
import org.nernst.nn.TimeAxis;
import org.nernst.nn.Timed;
import org.nernst.nn.Transposed;
import org.nernst.norse.NorseModule;
import org.nernst.sinabs.NeuronLayer;
import org.nernst.tensor.DType;
import org.nernst.tensor.Tensor;

/// Puts a module tree down as a graph: a chain of nodes, with cycles where neurons are recurrent.
final class NirExport {
  private final SequencedMap<String, NirNode> nodes = new LinkedHashMap<>();
  private final List<NirEdge> edges = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();
  private final int leading;
  private String last;
  private long[] shape;
  private @Nullable String foldable;
  private @Nullable Double dt;
  private String dtFrom = "";

  private NirExport(long[] sampleShape, int leading) {
    this.leading = leading;
    this.shape = sampleShape.clone();
    this.last = "input";
    nodes.put(last, new NirNode.Input(sampleShape, NirValue.Group.empty()));
  }

  static NirExported of(Module module, long[] sampleShape) {
    if (module instanceof NirNetwork network) {
      return new NirExported(withOptions(network), List.of());
    }
    boolean timed = module.modules().stream().anyMatch(m -> Timed.of(m) != TimeAxis.NONE);
    NirExport export = new NirExport(sampleShape, timed ? 2 : 1);
    export.add(module, "");
    export.append("output", new NirNode.Output(export.shape, NirValue.Group.empty()));
    NirGraph graph = new NirGraph(export.nodes, export.edges, export.metadata());
    NirTypes.strict(graph);
    return new NirExported(graph, export.notes);
  }

  private static NirGraph withOptions(NirNetwork network) {
    NirGraph graph = network.graph();
    NirOptions options = network.options();
    NirValue.Group metadata = graph.metadata();
    Double dt = options.dt();
    if (dt != null) {
      double own = dt / options.timeUnit();
      metadata = metadata.with(NirConventions.DT, new NirValue.Real(own));
    }
    Map<String, @Nullable Enum<?>> chosen = new LinkedHashMap<>();
    chosen.put(NirConventions.INTEGRATION, options.integration());
    chosen.put(NirConventions.INPUTS, options.inputs());
    chosen.put(NirConventions.RESET, options.reset());
    chosen.put(NirConventions.SPIKES, options.spikes());
    return new NirGraph(graph.nodes(), graph.edges(), noted(metadata, chosen));
  }

  /// {@return metadata with choices in Nernst's own group}
  static NirValue.Group noted(
      NirValue.Group metadata, Map<String, ? extends @Nullable Enum<?>> chosen) {
    NirValue.Group own =
        metadata.value().get(NirConventions.OWN) instanceof NirValue.Group known
            ? known
            : NirValue.Group.empty();
    for (var choice : chosen.entrySet()) {
      Enum<?> value = choice.getValue();
      if (value != null) {
        own = own.with(choice.getKey(), new NirValue.Text(NirConventions.text(value)));
      }
    }
    return own.value().isEmpty() ? metadata : metadata.with(NirConventions.OWN, own);
  }

  private NirValue.Group metadata() {
    NirValue.Group metadata = NirValue.Group.empty().with("exporter", new NirValue.Text("nernst"));
    return dt == null ? metadata : metadata.with(NirConventions.DT, new NirValue.Real(dt));
  }

  /// Adds what a module does behind the last node.
  void add(Module module, String path) {
    if (module instanceof NeuronModule neurons) {
      String reason = NeuronModule.whyNotEveryStep(neurons);
      refuseIf(reason != null, path, module, String.valueOf(reason));
    }
    switch (module) {
      case Sequential chain ->
          chain
              .namedChildren()
              .forEach((name, child) -> add(child, path.isEmpty() ? name : path + "." + name));
      case Transposed adapter -> add(adapter.child(), path);
      case Identity _ -> {}
      case Dropout _ -> note(path, "Dropout is left out, as in evaluation");
      case Linear linear -> linear(linear, path);
      case Conv1d conv -> {
        requireAxes(path, module, 2);
        fold(
            append(
                name(path, module),
                new NirNode.Conv1d(
                    new long[] {shape[1]},
                    conv.weight(),
                    window(conv.stride(), conv.padding(), conv.samePadding(), conv.dilation()),
                    conv.groups(),
                    biasOrZero(conv.bias(), conv.weight()),
                    NirValue.Group.empty())));
        noteGroups(path, conv.groups());
      }
      case Conv2d conv -> {
        requireAxes(path, module, 3);
        fold(
            append(
                name(path, module),
                new NirNode.Conv2d(
                    new long[] {shape[1], shape[2]},
                    conv.weight(),
                    window(conv.stride(), conv.padding(), conv.samePadding(), conv.dilation()),
                    conv.groups(),
                    biasOrZero(conv.bias(), conv.weight()),
                    NirValue.Group.empty())));
        noteGroups(path, conv.groups());
        if (conv.weight().size(2) != conv.weight().size(3)) {
          note(path, "the nir package's type check takes the kernel for square and may refuse it");
        }
      }
      case SumPool2d pool -> {
        requireAxes(path, module, 3);
        refuseIf(pool.ceilMode(), path, module, "NIR has no windows that hang over the end");
        append(
            name(path, module),
            new NirNode.SumPool2d(
                pool.kernelSize(), pool.stride(), new long[2], NirValue.Group.empty()));
      }
      case AvgPool2d pool -> {
        requireAxes(path, module, 3);
        refuseIf(pool.ceilMode(), path, module, "NIR has no windows that hang over the end");
        refuseIf(!pool.dividesByWindow(), path, module, "NIR divides by the size of the window");
        append(
            name(path, module),
            new NirNode.AvgPool2d(
                pool.kernelSize(), pool.stride(), pool.padding(), NirValue.Group.empty()));
      }
      case Flatten flatten -> flatten(flatten, path);
      case BatchNorm1d norm ->
          batchNorm(
              norm,
              path,
              norm.weight(),
              norm.bias(),
              norm.runningMean(),
              norm.runningVar(),
              norm.eps());
      case BatchNorm2d norm ->
          batchNorm(
              norm,
              path,
              norm.weight(),
              norm.bias(),
              norm.runningMean(),
              norm.runningVar(),
              norm.eps());
      case NorseModule<?, ?> neuron -> new NorseExport(this, path).add(neuron);
      case NeuronLayer neuron -> new SinabsExport(this, path).add(neuron);
      case NirNetwork _ ->
          throw refused(path, module, "a network made of NIR is exported on its own");
      default -> throw refused(path, module, "NIR has no primitive for it");
    }
  }

  private void linear(Linear linear, String path) {
    requireAxes(path, linear, 1);
    fold(append(name(path, linear), map(linear.weight(), linear.bias())));
  }

  static NirNode map(Tensor weight, @Nullable Tensor bias) {
    return bias == null
        ? new NirNode.Linear(weight, NirValue.Group.empty())
        : new NirNode.Affine(weight, bias, NirValue.Group.empty());
  }

  private void fold(String name) {
    foldable = name;
  }

  private void noteGroups(String path, long groups) {
    if (groups > 1) {
      note(path, "the nir package's type check takes groups for fewer channels and may refuse it");
    }
  }

  private static NirWindow window(long[] stride, long[] padding, boolean same, long[] dilation) {
    return new NirWindow(stride, same ? new long[padding.length] : padding, same, dilation);
  }

  private static Tensor biasOrZero(@Nullable Tensor bias, Tensor weight) {
    return bias == null ? Tensor.zeros(weight.dtype(), weight.size(0)) : bias;
  }

  private void flatten(Flatten flatten, String path) {
    int rank = shape.length + leading;
    int start = flatten.start() < 0 ? flatten.start() + rank : flatten.start();
    int end = flatten.end() < 0 ? flatten.end() + rank : flatten.end();
    refuseIf(
        start < leading || end >= rank || start > end,
        path,
        flatten,
        "it flattens axes %d to %d of %d, of which the first %d are time and batch"
            .formatted(start, end, rank, leading));
    append(
        name(path, flatten),
        new NirNode.Flatten(
            start - leading,
            end == rank - 1 ? -1 : end - leading,
            shape.clone(),
            NirValue.Group.empty()));
  }

  private void batchNorm(
      Module norm,
      String path,
      @Nullable Tensor weight,
      @Nullable Tensor bias,
      @Nullable Tensor mean,
      @Nullable Tensor variance,
      double eps) {
    String before = foldable;
    if (before == null) {
      throw refused(
          path, norm, "only one directly behind a Linear or a convolution can be folded into it");
    }
    if (mean == null || variance == null) {
      throw refused(path, norm, "it keeps no running statistics that could be folded");
    }
    Tensor factor = variance.detach().toDouble().add(eps).sqrt().reciprocal();
    if (weight != null) {
      factor = factor.mul(weight.detach().toDouble());
    }
    Tensor shift = mean.detach().toDouble().mul(factor).neg();
    if (bias != null) {
      shift = shift.add(bias.detach().toDouble());
    }
    nodes.put(before, folded(nodes.get(before), factor, shift));
    note(path, "batch norm is folded into '" + before + "' with its running statistics");
    foldable = before;
  }

  private static NirNode folded(@Nullable NirNode node, Tensor factor, Tensor shift) {
    if (node instanceof NirNode.Linear linear) {
      return new NirNode.Affine(
          scaled(linear.weight(), factor), shift.to(linear.weight().dtype()), linear.metadata());
    }
    if (node == null) {
      throw new IllegalStateException("no node to fold into");
    }
    Map<String, Tensor> arrays = NirTensors.named(node);
    Tensor bias = arrays.get("bias");
    Tensor weight = arrays.get("weight");
    if (bias == null || weight == null) {
      throw new IllegalStateException("a " + node.type() + " has nothing to fold into");
    }
    return NirTensors.withArrays(
        node,
        Map.of(
            "weight",
            scaled(weight, factor),
            "bias",
            bias.detach().toDouble().mul(factor).add(shift).to(bias.dtype())));
  }

  private static Tensor scaled(Tensor weight, Tensor factor) {
    long[] perChannel = new long[weight.dim()];
    Arrays.fill(perChannel, 1);
    perChannel[0] = factor.numel();
    return weight.detach().toDouble().mul(factor.reshape(perChannel)).to(weight.dtype());
  }

  /// Puts a node behind the last one.
  ///
  /// @return its name
  String append(String name, NirNode node) {
    nodes.put(name, detached(node));
    edges.add(new NirEdge(last, name));
    last = name;
    foldable = null;
    if (!(node instanceof NirNode.Output)) {
      shape = outputShape(name, node);
    }
    return name;
  }

  private static NirNode detached(NirNode node) {
    Map<String, Tensor> arrays = new LinkedHashMap<>();
    NirTensors.named(node)
        .forEach(
            (name, array) ->
                arrays.put(
                    name,
                    array.dtype() == DType.FLOAT64
                        ? array.detach().clone()
                        : NirLayers.own(array, DType.FLOAT32)));
    return NirTensors.withArrays(node, arrays);
  }

  private long[] outputShape(String name, NirNode node) {
    SequencedMap<String, NirNode> chain = new LinkedHashMap<>();
    chain.put("input", new NirNode.Input(shape, NirValue.Group.empty()));
    chain.put(name, node);
    NirTypes types =
        NirTypes.strict(
            new NirGraph(chain, List.of(new NirEdge("input", name)), NirValue.Group.empty()));
    long[] output = types.out().get(name);
    if (output == null) {
      throw new IllegalStateException("no output shape of " + name);
    }
    return output;
  }

  /// Lets what the module does come back to a node one step later.
  void feedBack(String to, Module module, String path) {
    String before = last;
    long[] expected = shape.clone();
    add(module, path);
    if (!Arrays.equals(shape, expected)) {
      throw refused(
          path,
          module,
          "it gives back %s to neurons of shape %s"
              .formatted(Tensor.shapeText(shape), Tensor.shapeText(expected)));
    }
    if (last.equals(before)) {
      edges.add(new NirEdge(to, to));
    } else {
      edges.add(new NirEdge(last, to));
    }
    last = before;
    shape = expected;
    foldable = null;
  }

  /// Lets a node's output come back to it, through another node.
  void feedBack(String to, String name, NirNode node) {
    nodes.put(name, detached(node));
    edges.add(new NirEdge(to, name));
    edges.add(new NirEdge(name, to));
  }

  /// Takes the length of a step in seconds, which has to be the same for all.
  void step(double seconds, String path) {
    Double known = dt;
    if (known != null && known != seconds) {
      throw new IllegalArgumentException(
          "module '%s': has steps of %s, but '%s' has steps of %s; NIR times have one unit"
              .formatted(path, seconds, dtFrom, known));
    }
    dt = seconds;
    dtFrom = path;
  }

  long[] shape() {
    return shape.clone();
  }

  void note(String path, String what) {
    notes.add("module '" + path + "': " + what);
  }

  /// {@return the name of a module's node}
  String name(String path, Module module) {
    String wanted =
        path.isEmpty() ? module.getClass().getSimpleName().toLowerCase(Locale.ROOT) : path;
    String name = wanted;
    while (nodes.containsKey(name) || name.equals("output")) {
      name += "_";
    }
    return name;
  }

  private void requireAxes(String path, Module module, int axes) {
    refuseIf(
        shape.length != axes,
        path,
        module,
        "NIR wants %d axes behind time and batch, got %s".formatted(axes, Tensor.shapeText(shape)));
  }

  private static void refuseIf(boolean bad, String path, Module module, String reason) {
    if (bad) {
      throw refused(path, module, reason);
    }
  }

  static IllegalArgumentException refused(String path, Module module, String reason) {
    return new IllegalArgumentException(
        "module '%s' (%s) can't be exported to NIR: %s"
            .formatted(path, module.getClass().getSimpleName(), reason));
  }
}
