package org.nernst.io.nir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nernst.io.IoFormatException;
import org.nernst.io.hdf5.Hdf5Writer;
import org.nernst.tensor.Scope;
import org.nernst.tensor.Tensor;

final class NirFilesTest {
  private static final double WEIGHT_SUM = -5.361151594668627;
  private static final double WEIGHT_0_1 = 0.8216181397438049;
  private static final double WEIGHT_9_6 = 0.25438812375068665;

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "handbuilt_conv1d_0",
        "handbuilt_conv1d_1",
        "handbuilt_conv2d_groups",
        "handbuilt_conv2d_same",
        "handbuilt_delay",
        "handbuilt_every_type",
        "handbuilt_recurrent_branches",
        "handbuilt_recurrent_nested",
        "norse_affine_lif_affine_li",
        "sinabs_conv_if_multispike",
        "snntorch_rleaky",
        "odd_storage"
      })
  void aGraphComesBackAsItWasWritten(String name) throws IOException {
    try (var _ = Scope.open()) {
      NirGraph graph = Nir.read(Recorded.nir(name)).graph();
      Path file = folder.resolve("copy.nir");
      Nir.write(file, graph);
      NirFile copy = Nir.read(file);
      assertThat(copy.version()).isEqualTo("1.0.7");
      assertThat(text(copy.graph())).isEqualTo(text(graph));
    }
  }

  @Test
  void aNetworkThatIsLoadedAndSavedIsTheSameGraph() throws IOException {
    try (var _ = Scope.open()) {
      for (String name :
          List.of("handbuilt_recurrent_nested", "snntorch_rleaky", "handbuilt_delay")) {
        NirNetwork network = Nir.load(Recorded.nir(name), Recorded.options(name));
        Path file = folder.resolve(name + ".nir");
        assertThat(Nir.save(network, new long[] {1}, file)).isEmpty();
        NirGraph before = Nir.read(Recorded.nir(name)).graph();
        NirGraph after = Nir.read(file).graph();
        assertThat(text(new NirGraph(after.nodes(), after.edges(), NirValue.Group.empty())))
            .isEqualTo(text(new NirGraph(before.nodes(), before.edges(), NirValue.Group.empty())));
        assertThat(NirConventions.of(new NirOptions(), after, after))
            .isEqualTo(NirConventions.of(Recorded.options(name), before, before));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"odd_storage", "latest_format"})
  void everyWayOfStoringIsRead(String name) throws IOException {
    try (var _ = Scope.open()) {
      NirFile file = Nir.read(Recorded.nir(name));
      assertThat(file.version()).isEqualTo("0.2");
      NirGraph graph = file.graph();
      assertThat(graph.edges())
          .containsExactlyInAnyOrder(
              new NirEdge("input", "fc"), new NirEdge("fc", "lif"), new NirEdge("lif", "output"));
      assertThat(((NirNode.Input) graph.nodes().get("input")).shape()).containsExactly(7);
      assertThat(((NirNode.Output) graph.nodes().get("output")).shape()).containsExactly(10);
      Tensor weight = ((NirNode.Linear) graph.nodes().get("fc")).weight();
      assertThat(weight.shape()).containsExactly(10, 7);
      assertThat(weight.sum().item()).isCloseTo(WEIGHT_SUM, offset(1e-5));
      assertThat(weight.get(0, 1)).isEqualTo(WEIGHT_0_1);
      assertThat(weight.get(9, 6)).isEqualTo(WEIGHT_9_6);
      NirNode.CubaLIF lif = (NirNode.CubaLIF) graph.nodes().get("lif");
      assertThat(lif.tauMem().toDoubleArray()).hasSize(10).containsOnly(2.5);
      assertThat(lif.tauSyn().toDoubleArray()).hasSize(10).containsOnly(3);
      assertThat(lif.r().toDoubleArray()).hasSize(10).containsOnly(1);
      assertThat(lif.vReset().toFloatArray()).hasSize(10).containsOnly(0);
      assertThat(lif.wIn().toFloatArray()).hasSize(10).containsOnly(2);
      assertThat(lif.metadata().value())
          .containsEntry("unit", new NirValue.Text("mV"))
          .containsEntry("trained", new NirValue.Flag(true))
          .containsEntry("layer", new NirValue.Whole(3))
          .containsEntry("scale", new NirValue.Real(0.25));
      assertThat(lif.metadata().value().get("nested"))
          .isEqualTo(
              new NirValue.Group(
                  new LinkedHashMap<>(Map.of("author", new NirValue.Text("lif_ü")))));
      assertThat(((NirValue.Numbers) lif.metadata().value().get("grid")).value().toLongArray())
          .containsExactly(0, 1, 2, 3, 4, 5);
    }
  }

  @Test
  void errorsNameTheNodeByItsPath() throws IOException {
    assertThatThrownBy(() -> read(node -> node.text("type", "Alif")))
        .isInstanceOf(IoFormatException.class)
        .hasMessageContaining("node/nodes/odd: expected a primitive of NIR, got type \"Alif\"");
    assertThatThrownBy(() -> read(node -> node.text("type", "Scale")))
        .hasMessageContaining("node/nodes/odd/scale: expected a dataset, got none");
    assertThatThrownBy(
            () ->
                read(
                    node -> {
                      node.text("type", "Scale");
                      node.text("scale", "large");
                    }))
        .hasMessageContaining("node/nodes/odd/scale: expected whole or IEEE floating numbers");
    assertThatThrownBy(
            () ->
                read(
                    node -> {
                      node.text("type", "Input");
                      node.numbers("shape", 3, -1);
                    }))
        .hasMessageContaining("node/nodes/odd/shape: expected sizes >= 1, got");
  }

  @Test
  void danglingEdgesAreRefused() {
    assertThatThrownBy(() -> read(node -> input(node), "odd", "lif"))
        .isInstanceOf(IoFormatException.class)
        .hasMessageContaining("node: the edge from 'odd' to 'lif' names 'lif', expected one of");
  }

  @Test
  void whatIsNotHdf5IsRefused() throws IOException {
    Path file = folder.resolve("text.nir");
    Files.writeString(file, "no network at all");
    assertThatThrownBy(() -> Nir.read(file))
        .isInstanceOf(IoFormatException.class)
        .hasMessageContaining("No valid HDF5 signature found");
    assertThatThrownBy(() -> Nir.read(folder))
        .isInstanceOf(IoFormatException.class)
        .hasMessageContaining("expected a file, got a folder");
  }

  @Test
  void namesThatHdf5CantHoldAreRefused() {
    SequencedMap<String, NirNode> nodes = new LinkedHashMap<>();
    nodes.put("a/b", new NirNode.Input(new long[] {1}, NirValue.Group.empty()));
    assertThatThrownBy(() -> new NirGraph(nodes, List.of(), NirValue.Group.empty()))
        .hasMessageContaining("got \"a/b\"");
  }

  @Test
  void aGraphThatCantBeWrittenLeavesTheOldFile() throws IOException {
    Path file = folder.resolve("kept.nir");
    Files.writeString(file, "old");
    SequencedMap<String, NirNode> nodes = new LinkedHashMap<>();
    nodes.put("in", new NirNode.Input(new long[] {1}, NirValue.Group.empty()));
    assertThatThrownBy(
            () -> Nir.write(file, new NirGraph(nodes, List.of(), NirValue.Group.empty())))
        .hasMessageContaining("expected at least one edge");
    assertThat(file).hasContent("old");
    assertThat(folder.toFile().list()).containsExactly("kept.nir");
  }

  private interface Filling {
    void fill(Hdf5Writer node);
  }

  private static void input(Hdf5Writer node) {
    node.text("type", "Input");
    node.numbers("shape", 1);
  }

  private void read(Filling filling) throws IOException {
    read(filling, "odd", "odd");
  }

  private void read(Filling filling, String from, String to) throws IOException {
    Path file = folder.resolve("built.nir");
    Hdf5Writer.write(
        file,
        root -> {
          Hdf5Writer graph = root.group("node");
          graph.text("type", "NIRGraph");
          graph.texts("edges", List.of(List.of(from, to)));
          filling.fill(graph.group("nodes").group("odd"));
        });
    Nir.read(file);
  }

  /// Everything in a graph, in an order of its own.
  static List<String> text(NirNode node) {
    List<String> lines = new ArrayList<>();
    describe(node, "", lines);
    return lines.stream().sorted().toList();
  }

  private static void describe(NirNode node, String path, List<String> lines) {
    lines.add(path + " " + node.type());
    NirTensors.named(node).forEach((name, array) -> lines.add(path + "." + name + describe(array)));
    switch (node) {
      case NirGraph graph -> {
        new LinkedHashSet<>(graph.edges()).forEach(edge -> lines.add(path + " " + edge));
        graph.nodes().forEach((name, child) -> describe(child, path + "/" + name, lines));
      }
      case NirNode.Input n -> lines.add(path + Tensor.shapeText(n.shape()));
      case NirNode.Output n -> lines.add(path + Tensor.shapeText(n.shape()));
      case NirNode.Conv1d n ->
          lines.add(path + window(n.window()) + n.groups() + Tensor.shapeText(n.inputShape()));
      case NirNode.Conv2d n ->
          lines.add(path + window(n.window()) + n.groups() + Tensor.shapeText(n.inputShape()));
      case NirNode.SumPool2d n ->
          lines.add(path + List.of(text(n.kernel()), text(n.stride()), text(n.padding())));
      case NirNode.AvgPool2d n ->
          lines.add(path + List.of(text(n.kernel()), text(n.stride()), text(n.padding())));
      case NirNode.Flatten n ->
          lines.add(path + n.startDim() + ":" + n.endDim() + Tensor.shapeText(n.inputShape()));
      default -> {}
    }
    describe(node.metadata(), path + "#", lines);
  }

  private static void describe(NirValue.Group metadata, String path, List<String> lines) {
    metadata
        .value()
        .forEach(
            (name, value) -> {
              switch (value) {
                case NirValue.Group group -> describe(group, path + name + "/", lines);
                case NirValue.Numbers(Tensor numbers) -> lines.add(path + name + describe(numbers));
                // Written as a number.
                case NirValue.Flag(boolean truth) ->
                    lines.add(path + name + new NirValue.Whole(truth ? 1 : 0));
                default -> lines.add(path + name + value);
              }
            });
  }

  private static String text(long[] sizes) {
    return Tensor.shapeText(sizes);
  }

  private static String window(NirWindow window) {
    return "%s %s %s %s"
        .formatted(
            text(window.stride()),
            window.same() ? "same" : text(window.padding()),
            text(window.dilation()),
            window.same());
  }

  private static String describe(Tensor array) {
    return " %s %s %s"
        .formatted(
            array.dtype(),
            Tensor.shapeText(array.shape()),
            List.of(Arrays.hashCode(array.toDoubleArray())));
  }
}
