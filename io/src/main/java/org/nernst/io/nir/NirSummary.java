package org.nernst.io.nir;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.nernst.tensor.Tensor;

/// What is in a graph, for people to look at: graphs within graphs are dissolved, shapes inferred
/// where they aren't given.
///
/// @param nodes in the order in which they run
/// @param links between them
/// @param problems where shapes contradict each other; a network is made of such a graph only when
///   the options aren't strict
public record NirSummary(List<Node> nodes, List<Link> links, List<String> problems) {
  /// Copies the lists.
  public NirSummary {
    nodes = List.copyOf(nodes);
    links = List.copyOf(links);
    problems = List.copyOf(problems);
  }

  /// A node.
  ///
  /// @param path names from the outermost graph on, joined by slashes
  /// @param type of the primitive
  /// @param input shape of what it gets, without time and batch; null where it isn't known
  /// @param output shape of what it puts out; null where it isn't known
  /// @param parameters numbers that it holds
  /// @param bytes that they take in the file's precision
  /// @param layer how many nodes lie before it on the longest way from an entry, cycles left out
  @SuppressWarnings("ArrayRecordComponent") // to be looked at, not compared
  public record Node(
      String path,
      String type,
      long @Nullable [] input,
      long @Nullable [] output,
      long parameters,
      long bytes,
      int layer) {}

  /// An edge.
  ///
  /// @param from path of the node that puts out
  /// @param to path of the node that gets
  /// @param late whether it closes a cycle, so that its value arrives a step later
  public record Link(String from, String to, boolean late) {}

  /// {@return what is in a graph}
  ///
  /// @throws IllegalArgumentException when it has no order to run in, naming the node
  public static NirSummary of(NirGraph graph) {
    NirTypes types = NirTypes.of(graph, "");
    NirPlan plan = NirPlan.of(types.graph());
    Map<String, long[]> inputs = types.inputsByPath();
    Map<String, long[]> outputs = types.outputsByPath();
    List<Integer> order = new ArrayList<>();
    List<NirPlan.Link> late = new ArrayList<>();
    for (NirPlan.Stage stage : plan.stages()) {
      switch (stage) {
        case NirPlan.Once(int item) -> order.add(item);
        case NirPlan.Loop loop -> {
          order.addAll(loop.order());
          late.addAll(loop.late());
        }
      }
    }
    Map<Integer, Integer> layers = new HashMap<>();
    List<Node> nodes = new ArrayList<>();
    List<Link> links = new ArrayList<>();
    for (int at : order) {
      NirPlan.Item item = plan.items().get(at);
      int layer = 0;
      for (int source : item.sources()) {
        boolean isLate = late.contains(new NirPlan.Link(source, at));
        links.add(new Link(plan.items().get(source).path(), item.path(), isLate));
        if (!isLate) {
          layer = Math.max(layer, layers.getOrDefault(source, 0) + 1);
        }
      }
      layers.put(at, layer);
      long parameters = 0;
      long bytes = 0;
      for (Tensor array : NirTensors.named(item.node()).values()) {
        parameters += array.numel();
        bytes += array.numel() * array.dtype().byteSize();
      }
      nodes.add(
          new Node(
              item.path(),
              item.node().type(),
              inputs.get(item.path()),
              outputs.get(item.path()),
              parameters,
              bytes,
              layer));
    }
    return new NirSummary(nodes, links, types.problems());
  }
}
