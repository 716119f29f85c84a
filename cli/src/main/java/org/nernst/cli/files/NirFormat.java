package org.nernst.cli.files;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.nernst.cli.UsageError;
import org.nernst.io.IoFormatException;
import org.nernst.io.nir.Nir;
import org.nernst.io.nir.NirFile;
import org.nernst.io.nir.NirSummary;
import org.nernst.io.nir.NirValue;
import org.nernst.tensor.Scope;
import org.nernst.tensor.Tensor;
import org.nernst.viz.Figure;
import org.nernst.viz.GraphDiagram;

/// Networks in NIR, the neuromorphic intermediate representation.
final class NirFormat implements FileFormat {
  private static final byte[] HDF5 = {(byte) 0x89, 'H', 'D', 'F', '\r', '\n', 0x1a, '\n'};
  private static final TextTable TABLE =
      new TextTable(List.of("node", "type", "in", "out", "parameters", "bytes"), 4);

  @Override
  public String name() {
    return "NIR";
  }

  @Override
  public List<String> endings() {
    return List.of(".nir");
  }

  @Override
  public boolean recognises(Path file, byte[] head) {
    return head.length >= HDF5.length && Arrays.equals(Arrays.copyOf(head, HDF5.length), HDF5);
  }

  @Override
  public boolean hasGraph() {
    return true;
  }

  @Override
  public void inspect(Path file, Inspection view) throws IOException {
    try (Scope _ = Scope.open()) {
      NirFile nir = Nir.read(file);
      NirSummary summary = summary(file, nir);
      long parameters = summary.nodes().stream().mapToLong(NirSummary.Node::parameters).sum();
      long bytes = summary.nodes().stream().mapToLong(NirSummary.Node::bytes).sum();
      long recurrent = summary.links().stream().filter(NirSummary.Link::late).count();
      view.fact(
          "NIR",
          "version %s, %d nodes, %d edges, %d of them recurrent, %,d parameters, %,d bytes"
              .formatted(
                  nir.version().isEmpty() ? "unknown" : nir.version(),
                  summary.nodes().size(),
                  summary.links().size(),
                  recurrent,
                  parameters,
                  bytes));
      TABLE.print(summary.nodes().stream().map(NirFormat::row).toList(), view);
      summary.links().stream()
          .filter(NirSummary.Link::late)
          .forEach(link -> view.fact("recurrent", link.from() + " -> " + link.to()));
      summary.problems().forEach(problem -> view.fact("contradiction", problem));
      metadata("", nir.graph().metadata(), view);
      Path plot = view.plot();
      if (plot != null) {
        figure(file, summary).save(plot);
      }
    } catch (IllegalArgumentException unordered) {
      throw new UsageError(file + ": " + unordered.getMessage(), unordered);
    }
  }

  private static NirSummary summary(Path file, NirFile nir) throws IoFormatException {
    try {
      return NirSummary.of(nir.graph());
    } catch (IllegalArgumentException unordered) {
      throw new IoFormatException(file, String.valueOf(unordered.getMessage()), unordered);
    }
  }

  private static List<String> row(NirSummary.Node node) {
    return List.of(
        Inspection.printable(node.path()),
        node.type(),
        shape(node.input()),
        shape(node.output()),
        "%,d".formatted(node.parameters()),
        "%,d".formatted(node.bytes()));
  }

  private static String shape(long @Nullable [] shape) {
    return shape == null ? "?" : Tensor.shapeText(shape);
  }

  private static void metadata(String prefix, NirValue.Group group, Inspection view) {
    group
        .value()
        .forEach(
            (key, value) -> {
              String name = Inspection.printable(prefix + key);
              switch (value) {
                case NirValue.Text(String text) -> view.fact(name, text);
                case NirValue.Whole(long number) -> view.fact(name, Long.toString(number));
                case NirValue.Real(double number) -> view.fact(name, Double.toString(number));
                case NirValue.Flag(boolean truth) -> view.fact(name, Boolean.toString(truth));
                case NirValue.Numbers(Tensor array) ->
                    view.fact(name, array.dtype() + " " + Tensor.shapeText(array.shape()));
                case NirValue.Texts(List<String> texts) ->
                    view.fact(name, String.join(", ", texts));
                case NirValue.Group inner -> metadata(prefix + key + "/", inner, view);
              }
            });
  }

  private static Figure figure(Path file, NirSummary summary) {
    List<String> kinds = summary.nodes().stream().map(NirSummary.Node::type).distinct().toList();
    List<GraphDiagram.Node> boxes = new ArrayList<>();
    for (NirSummary.Node node : summary.nodes()) {
      boxes.add(
          new GraphDiagram.Node(
              node.path(),
              Inspection.printable(node.path()) + " · " + node.type(),
              "%s → %s, %s".formatted(shape(node.input()), shape(node.output()), memory(node)),
              node.layer(),
              kinds.indexOf(node.type())));
    }
    List<GraphDiagram.Edge> lines =
        summary.links().stream()
            .map(link -> new GraphDiagram.Edge(link.from(), link.to(), link.late()))
            .toList();
    String name = String.valueOf(file.getFileName());
    return Figure.titled(Inspection.printable(name))
        .row(
            GraphDiagram.of(
                "Nodes with shapes and memory; dashed: arrives a step later", boxes, lines));
  }

  private static String memory(NirSummary.Node node) {
    return node.parameters() == 0
        ? "no parameters"
        : "%,d parameters, %,d B".formatted(node.parameters(), node.bytes());
  }
}
