package org.nernst.io.nir;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;
import org.nernst.io.IoFormatException;
import org.nernst.io.hdf5.Hdf5Dataset;
import org.nernst.io.hdf5.Hdf5File;
import org.nernst.io.hdf5.Hdf5Group;
import org.nernst.tensor.DType;
import org.nernst.tensor.Scope;
import org.nernst.tensor.Tensor;

/// Reads the nodes of a NIR file. Files by older tools are welcome: without `v_reset`, `w_in`,
/// `input_shape` or `input_type`, with numbers where arrays belong.
final class NirReader {
  private final Path path;

  private NirReader(Path path) {
    this.path = path;
  }

  static NirFile read(Path path) throws IOException {
    try (Hdf5File file = Hdf5File.open(path);
        Scope scope = Scope.open()) {
      Hdf5Group root = file.root();
      NirReader reader = new NirReader(path);
      Optional<Hdf5Dataset> version = root.find("version");
      String text = version.isPresent() ? reader.text(version.get()) : "";
      Hdf5Group node = root.group("node");
      if (!(reader.node(node) instanceof NirGraph graph)) {
        throw reader.wrong(node, "expected a node of type NIRGraph at the root");
      }
      NirTensors.of(graph).forEach(scope::keep);
      return new NirFile(text, graph);
    }
  }

  private IoFormatException wrong(Hdf5Group group, String problem) {
    return new IoFormatException(path, group.path() + ": " + problem);
  }

  private NirNode node(Hdf5Group group) throws IoFormatException {
    try {
      return typed(group);
    } catch (IllegalArgumentException | ArithmeticException contradiction) {
      throw new IoFormatException(
          path, group.path() + ": " + contradiction.getMessage(), contradiction);
    }
  }

  private NirNode typed(Hdf5Group group) throws IoFormatException {
    String type = text(group.dataset("type"));
    NirValue.Group metadata =
        group.hasGroup("metadata") ? metadata(group.group("metadata")) : NirValue.Group.empty();
    return switch (type) {
      case "NIRGraph" -> graph(group, metadata);
      case "Input" -> new NirNode.Input(sizes(group, "shape"), metadata);
      case "Output" -> new NirNode.Output(sizes(group, "shape"), metadata);
      case "Affine" -> new NirNode.Affine(weight(group, 2), array(group, "bias"), metadata);
      case "Linear" -> new NirNode.Linear(weight(group, 2), metadata);
      case "Scale" -> new NirNode.Scale(array(group, "scale"), metadata);
      case "Conv1d" ->
          new NirNode.Conv1d(
              optionalSizes(group, "input_shape", 1),
              exactly(group, weight(group, 3), 3),
              window(group, 1),
              groups(group),
              array(group, "bias"),
              metadata);
      case "Conv2d" ->
          new NirNode.Conv2d(
              optionalSizes(group, "input_shape", 2),
              exactly(group, weight(group, 4), 4),
              window(group, 2),
              groups(group),
              array(group, "bias"),
              metadata);
      case "SumPool2d" ->
          new NirNode.SumPool2d(
              pair(group, "kernel_size", 1),
              pair(group, "stride", 1),
              pair(group, "padding", 0),
              metadata);
      case "AvgPool2d" ->
          new NirNode.AvgPool2d(
              pair(group, "kernel_size", 1),
              pair(group, "stride", 1),
              pair(group, "padding", 0),
              metadata);
      case "Flatten" ->
          new NirNode.Flatten(
              number(group.dataset("start_dim")),
              number(group.dataset("end_dim")),
              optionalSizes(group, "input_type", -1),
              metadata);
      case "Delay" -> new NirNode.Delay(array(group, "delay"), metadata);
      case "Threshold" -> new NirNode.Threshold(array(group, "threshold"), metadata);
      default -> neuron(group, type, metadata);
    };
  }

  private NirNode neuron(Hdf5Group group, String type, NirValue.Group metadata)
      throws IoFormatException {
    return switch (type) {
      case "I" -> new NirNode.I(array(group, "r"), metadata);
      case "IF" -> {
        Tensor threshold = array(group, "v_threshold");
        yield new NirNode.IF(array(group, "r"), threshold, reset(group, threshold), metadata);
      }
      case "LI" ->
          new NirNode.LI(array(group, "tau"), array(group, "r"), array(group, "v_leak"), metadata);
      case "LIF" -> {
        Tensor threshold = array(group, "v_threshold");
        yield new NirNode.LIF(
            array(group, "tau"),
            array(group, "r"),
            array(group, "v_leak"),
            threshold,
            reset(group, threshold),
            metadata);
      }
      case "CubaLI" -> {
        Tensor leak = array(group, "v_leak");
        yield new NirNode.CubaLI(
            array(group, "tau_syn"),
            array(group, "tau_mem"),
            array(group, "r"),
            leak,
            inputWeight(group, leak),
            metadata);
      }
      case "CubaLIF" -> {
        Tensor threshold = array(group, "v_threshold");
        yield new NirNode.CubaLIF(
            array(group, "tau_syn"),
            array(group, "tau_mem"),
            array(group, "r"),
            array(group, "v_leak"),
            threshold,
            reset(group, threshold),
            inputWeight(group, threshold),
            metadata);
      }
      default -> throw wrong(group, "expected a primitive of NIR, got type \"" + type + "\"");
    };
  }

  private NirGraph graph(Hdf5Group group, NirValue.Group metadata) throws IoFormatException {
    SequencedMap<String, NirNode> nodes = new LinkedHashMap<>();
    Hdf5Group children = group.group("nodes");
    for (String name : children.names()) {
      nodes.put(name, node(children.group(name)));
    }
    return new NirGraph(nodes, edges(group.dataset("edges")), metadata);
  }

  private List<NirEdge> edges(Hdf5Dataset dataset) throws IoFormatException {
    long[] shape = dataset.shape();
    // Without edges h5py writes an empty array of numbers.
    if (shape.length > 0 && shape[0] == 0) {
      return List.of();
    }
    if (shape.length != 2 || shape[1] != 2) {
      throw wrong(dataset, "expected pairs of names, (edges, 2), got " + Tensor.shapeText(shape));
    }
    List<String> names = dataset.toStrings();
    List<NirEdge> edges = new ArrayList<>();
    for (int i = 0; i < names.size(); i += 2) {
      edges.add(new NirEdge(names.get(i), names.get(i + 1)));
    }
    return edges;
  }

  private NirValue.Group metadata(Hdf5Group group) throws IoFormatException {
    SequencedMap<String, NirValue> values = new LinkedHashMap<>();
    for (String name : group.names()) {
      values.put(
          name, group.hasGroup(name) ? metadata(group.group(name)) : value(group.dataset(name)));
    }
    return new NirValue.Group(values);
  }

  private static NirValue value(Hdf5Dataset dataset) throws IoFormatException {
    boolean single = dataset.shape().length == 0;
    if (dataset.isText()) {
      List<String> texts = dataset.toStrings();
      return single ? new NirValue.Text(texts.getFirst()) : new NirValue.Texts(texts);
    }
    Tensor values = dataset.toTensor();
    if (!single) {
      return new NirValue.Numbers(values);
    }
    if (dataset.isBoolean()) {
      return new NirValue.Flag(values.itemLong() != 0);
    }
    return values.dtype().isFloating()
        ? new NirValue.Real(values.item())
        : new NirValue.Whole(values.itemLong());
  }

  private Tensor array(Hdf5Group group, String name) throws IoFormatException {
    return array(group.dataset(name));
  }

  private static Tensor array(Hdf5Dataset dataset) throws IoFormatException {
    Tensor values = dataset.toTensor();
    return switch (values.dtype()) {
      case FLOAT32, FLOAT64 -> values;
      case FLOAT16 -> values.to(DType.FLOAT32);
      default -> values.to(DType.FLOAT64);
    };
  }

  private Tensor weight(Hdf5Group group, int axes) throws IoFormatException {
    Tensor weight = array(group, "weight");
    if (weight.dim() < axes || weight.numel() == 0) {
      throw wrong(
          group,
          "expected a weight of at least %d axes, got %s"
              .formatted(axes, Tensor.shapeText(weight.shape())));
    }
    return weight;
  }

  private Tensor exactly(Hdf5Group group, Tensor weight, int axes) throws IoFormatException {
    if (weight.dim() != axes) {
      throw wrong(
          group,
          "expected a weight of %d axes, got %s".formatted(axes, Tensor.shapeText(weight.shape())));
    }
    return weight;
  }

  private static Tensor reset(Hdf5Group group, Tensor threshold) throws IoFormatException {
    Optional<Hdf5Dataset> given = group.find("v_reset");
    return given.isPresent() ? array(given.get()) : Tensor.zerosLike(threshold);
  }

  private static Tensor inputWeight(Hdf5Group group, Tensor like) throws IoFormatException {
    Optional<Hdf5Dataset> given = group.find("w_in");
    if (given.isEmpty()) {
      return Tensor.onesLike(like);
    }
    Tensor weight = array(given.get());
    return weight.dim() == 0 ? weight.expand(like.shape()).clone() : weight;
  }

  private NirWindow window(Hdf5Group group, int axes) throws IoFormatException {
    Hdf5Dataset padding = group.dataset("padding");
    boolean same = false;
    long[] zeros = new long[axes];
    if (padding.isText()) {
      String name = text(padding);
      same =
          switch (name) {
            case "same" -> true;
            case "valid" -> false;
            default -> throw wrong(padding, "expected \"same\", \"valid\" or numbers, got " + name);
          };
    } else {
      zeros = perAxis(padding, axes, 0);
    }
    return new NirWindow(
        perAxis(group.dataset("stride"), axes, 1),
        zeros,
        same,
        perAxis(group.dataset("dilation"), axes, 1));
  }

  private long groups(Hdf5Group group) throws IoFormatException {
    long groups = number(group.dataset("groups"));
    NirWindow.requireAtLeast("groups", 1, groups);
    return groups;
  }

  private long[] pair(Hdf5Group group, String name, long least) throws IoFormatException {
    return perAxis(group.dataset(name), 2, least);
  }

  private long[] perAxis(Hdf5Dataset dataset, int axes, long least) throws IoFormatException {
    long[] values = dataset.toLongs();
    if (values.length != 1 && values.length != axes) {
      throw wrong(
          dataset, "expected a number or %d of them, got %d".formatted(axes, values.length));
    }
    long[] all = new long[axes];
    for (int i = 0; i < axes; i++) {
      all[i] = values[values.length == 1 ? 0 : i];
      if (all[i] < least) {
        throw wrong(dataset, "expected numbers >= %d, got %d".formatted(least, all[i]));
      }
    }
    return all;
  }

  private long[] sizes(Hdf5Group group, String name) throws IoFormatException {
    return sizes(group.dataset(name));
  }

  private long[] sizes(Hdf5Dataset dataset) throws IoFormatException {
    long[] sizes = dataset.toLongs();
    for (long size : sizes) {
      if (size < 1) {
        throw wrong(dataset, "expected sizes >= 1, got " + Tensor.shapeText(sizes));
      }
    }
    return sizes;
  }

  /// @param length of the list, -1 for any
  private long @Nullable [] optionalSizes(Hdf5Group group, String name, int length)
      throws IoFormatException {
    Optional<Hdf5Dataset> given = group.find(name);
    if (given.isEmpty()) {
      return null;
    }
    long[] sizes = sizes(given.get());
    if (length >= 0 && sizes.length != length) {
      throw wrong(
          given.get(), "expected %d sizes, got %s".formatted(length, Tensor.shapeText(sizes)));
    }
    return sizes;
  }

  private long number(Hdf5Dataset dataset) throws IoFormatException {
    long[] values = dataset.toLongs();
    if (values.length != 1) {
      throw wrong(dataset, "expected a number, got %d of them".formatted(values.length));
    }
    return values[0];
  }

  private String text(Hdf5Dataset dataset) throws IoFormatException {
    List<String> texts = dataset.toStrings();
    if (texts.size() != 1) {
      throw wrong(dataset, "expected a string, got %d of them".formatted(texts.size()));
    }
    return texts.getFirst();
  }

  private IoFormatException wrong(Hdf5Dataset dataset, String problem) {
    return new IoFormatException(path, dataset.path() + ": " + problem);
  }
}
