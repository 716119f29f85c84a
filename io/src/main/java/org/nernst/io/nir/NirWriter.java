package org.nernst.io.nir;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.nernst.io.hdf5.Hdf5Writer;
import org.nernst.tensor.DType;
import org.nernst.tensor.Tensor;

/// Writes graphs as every tool reads them: exactly the datasets of each primitive, int64 and
/// float32 or float64, everything else in the metadata.
final class NirWriter {
  /// The version of the specification that is followed.
  static final String VERSION = "1.0.7";

  private NirWriter() {}

  static void write(Path file, NirGraph graph) throws IOException {
    Hdf5Writer.write(
        file,
        root -> {
          root.text("version", VERSION);
          node(root.group("node"), graph, "node");
        });
  }

  private static void node(Hdf5Writer group, NirNode node, String path) {
    group.text("type", node.type());
    if (!node.metadata().value().isEmpty()) {
      metadata(group.group("metadata"), node.metadata());
    }
    NirTensors.named(node).forEach((name, array) -> group.array(name, parameter(array)));
    switch (node) {
      case NirGraph graph -> graph(group, graph, path);
      case NirNode.Input input -> group.numbers("shape", input.shape());
      case NirNode.Output output -> group.numbers("shape", output.shape());
      case NirNode.Conv1d conv -> {
        if (conv.inputShape() != null) {
          group.number("input_shape", conv.inputShape()[0]);
        }
        NirWindow window = conv.window();
        group.number("stride", window.stride()[0]);
        group.number("dilation", window.dilation()[0]);
        group.number("groups", conv.groups());
        if (window.same()) {
          group.text("padding", "same");
        } else {
          group.number("padding", window.padding()[0]);
        }
      }
      case NirNode.Conv2d conv -> {
        optional(group, "input_shape", conv.inputShape());
        NirWindow window = conv.window();
        group.numbers("stride", window.stride());
        group.numbers("dilation", window.dilation());
        group.number("groups", conv.groups());
        if (window.same()) {
          group.text("padding", "same");
        } else {
          group.numbers("padding", window.padding());
        }
      }
      case NirNode.SumPool2d pool -> pool(group, pool.kernel(), pool.stride(), pool.padding());
      case NirNode.AvgPool2d pool -> pool(group, pool.kernel(), pool.stride(), pool.padding());
      case NirNode.Flatten flatten -> {
        group.number("start_dim", flatten.startDim());
        group.number("end_dim", flatten.endDim());
        optional(group, "input_type", flatten.inputShape());
      }
      default -> {}
    }
  }

  private static void pool(Hdf5Writer group, long[] kernel, long[] stride, long[] padding) {
    group.numbers("kernel_size", kernel);
    group.numbers("stride", stride);
    group.numbers("padding", padding);
  }

  private static void optional(Hdf5Writer group, String name, long @Nullable [] sizes) {
    if (sizes != null) {
      group.numbers(name, sizes);
    }
  }

  private static Tensor parameter(Tensor array) {
    return array.dtype() == DType.FLOAT64 ? array : array.to(DType.FLOAT32);
  }

  private static void graph(Hdf5Writer group, NirGraph graph, String path) {
    if (graph.edges().isEmpty()) {
      throw new IllegalArgumentException(
          path + ": expected at least one edge, since HDF5 files without can't be written");
    }
    List<List<String>> rows = new ArrayList<>();
    graph.edges().forEach(edge -> rows.add(List.of(edge.from(), edge.to())));
    group.texts("edges", rows);
    Hdf5Writer nodes = group.group("nodes");
    graph.nodes().forEach((name, node) -> node(nodes.group(name), node, path + "/nodes/" + name));
  }

  private static void metadata(Hdf5Writer group, NirValue.Group values) {
    values
        .value()
        .forEach(
            (name, value) -> {
              switch (value) {
                case NirValue.Text(String text) -> group.text(name, text);
                case NirValue.Whole(long number) -> group.number(name, number);
                case NirValue.Real(double number) -> group.number(name, number);
                case NirValue.Flag(boolean truth) -> group.number(name, truth ? 1L : 0L);
                case NirValue.Numbers(Tensor array) -> group.array(name, array);
                case NirValue.Texts(List<String> texts) -> group.list(name, texts);
                case NirValue.Group nested -> metadata(group.group(name), nested);
              }
            });
  }
}
