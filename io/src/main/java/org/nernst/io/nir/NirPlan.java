package org.nernst.io.nir;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The order in which the nodes of a graph run.
///
/// Graphs within graphs are dissolved: an edge to one leads to its Input, one from it comes from
/// its Output. What isn't on a cycle runs once over the whole sequence. The nodes of a cycle run
/// step by step; each cycle has one edge whose value arrives a step later.
///
/// Which edge that is depends on the graph alone, not on the order of its nodes: the cycle is
/// walked depth first from where it is entered, nodes nearest to the inputs and of smaller name
/// first, and the edge that closes it is the late one. When that edge comes from a chain of nodes
/// without memory that only serves the feedback, the delay is put before the chain instead: then
/// its bias acts in the first step too, as in snnTorch.
record NirPlan(List<Item> items, List<Stage> stages) {
  /// A node that isn't a graph.
  ///
  /// @param path names from the outermost graph on, joined by slashes
  /// @param sources places of the nodes whose outputs it gets
  record Item(String path, NirPrimitive node, List<Integer> sources) {
    boolean hasMemory() {
      return NirTensors.isNeuron(node) || node instanceof NirNode.Delay;
    }
  }

  /// Nodes that run together.
  sealed interface Stage {}

  /// One node, over the whole sequence.
  record Once(int item) implements Stage {}

  /// Nodes on cycles, step by step.
  ///
  /// @param order within a step
  /// @param late edges (from, to) whose value is that of the step before
  record Loop(List<Integer> order, Set<Link> late) implements Stage {}

  /// An edge by the places of its nodes.
  record Link(int from, int to) {}

  static NirPlan of(NirGraph graph) {
    return new Builder(graph).plan();
  }

  private static final class Builder {
    private final List<String> paths = new ArrayList<>();
    private final List<NirPrimitive> nodes = new ArrayList<>();
    private final Map<String, Integer> places = new HashMap<>();
    private final Set<Link> links = new LinkedHashSet<>();
    private final List<List<Integer>> sources = new ArrayList<>();
    private final List<List<Integer>> targets = new ArrayList<>();
    private final int[] distance;

    Builder(NirGraph graph) {
      collect(graph, "");
      join(graph, "");
      for (int i = 0; i < nodes.size(); i++) {
        sources.add(new ArrayList<>());
        targets.add(new ArrayList<>());
      }
      List<Link> sorted = new ArrayList<>(links);
      sorted.sort(
          Comparator.comparing((Link link) -> paths.get(link.from()))
              .thenComparing(link -> paths.get(link.to())));
      for (Link link : sorted) {
        sources.get(link.to()).add(link.from());
        targets.get(link.from()).add(link.to());
      }
      distance = distances();
    }

    private void collect(NirGraph graph, String prefix) {
      graph
          .nodes()
          .forEach(
              (name, node) -> {
                switch (node) {
                  case NirGraph inner -> collect(inner, prefix + name + "/");
                  case NirPrimitive primitive -> {
                    places.put(prefix + name, nodes.size());
                    paths.add(prefix + name);
                    nodes.add(primitive);
                  }
                }
              });
    }

    private void join(NirGraph graph, String prefix) {
      for (NirEdge edge : graph.edges()) {
        links.add(
            new Link(end(graph, prefix, edge.from(), false), end(graph, prefix, edge.to(), true)));
      }
      graph
          .nodes()
          .forEach(
              (name, node) -> {
                if (node instanceof NirGraph inner) {
                  join(inner, prefix + name + "/");
                }
              });
    }

    private int end(NirGraph graph, String prefix, String name, boolean entry) {
      String path = prefix + name;
      if (graph.nodes().get(name) instanceof NirGraph inner) {
        List<String> doors = entry ? inner.inputs() : inner.outputs();
        if (doors.size() != 1) {
          throw new IllegalArgumentException(
              "graph '%s': expected one %s for the edges of the graph around it, got %s"
                  .formatted(path, entry ? "Input" : "Output", doors));
        }
        path += "/" + doors.getFirst();
      }
      Integer place = places.get(path);
      if (place == null) {
        throw new IllegalStateException("no node '" + path + "'");
      }
      return place;
    }

    private int[] distances() {
      int[] steps = new int[nodes.size()];
      Arrays.fill(steps, Integer.MAX_VALUE);
      Deque<Integer> queue = new ArrayDeque<>();
      for (int i = 0; i < nodes.size(); i++) {
        if (nodes.get(i) instanceof NirNode.Input && sources.get(i).isEmpty()) {
          steps[i] = 0;
          queue.add(i);
        }
      }
      while (!queue.isEmpty()) {
        int from = queue.remove();
        for (int to : targets.get(from)) {
          if (steps[to] == Integer.MAX_VALUE) {
            steps[to] = steps[from] + 1;
            queue.add(to);
          }
        }
      }
      return steps;
    }

    NirPlan plan() {
      List<Item> items = new ArrayList<>();
      for (int i = 0; i < nodes.size(); i++) {
        items.add(new Item(paths.get(i), nodes.get(i), List.copyOf(sources.get(i))));
      }
      List<Stage> stages = new ArrayList<>();
      // The components come with the last one first.
      for (List<Integer> component : new Components(targets).find().reversed()) {
        int only = component.getFirst();
        boolean cyclic = component.size() > 1 || targets.get(only).contains(only);
        stages.add(cyclic ? loop(component, items) : new Once(only));
      }
      return new NirPlan(List.copyOf(items), List.copyOf(stages));
    }

    private Loop loop(List<Integer> component, List<Item> items) {
      Set<Integer> inside = new HashSet<>(component);
      Comparator<Integer> nearest =
          Comparator.comparingInt((Integer i) -> distance[i]).thenComparing(paths::get);
      List<Integer> entries =
          component.stream()
              .filter(i -> sources.get(i).stream().anyMatch(s -> !inside.contains(s)))
              .sorted(nearest)
              .toList();
      List<Integer> starts = new ArrayList<>(entries);
      component.stream().sorted(nearest).filter(i -> !entries.contains(i)).forEach(starts::add);

      Set<Link> closing = new LinkedHashSet<>();
      walk(starts, inside, Set.of(), closing);
      Set<Link> late = new LinkedHashSet<>();
      closing.forEach(link -> late.add(beforeTheChain(link, items)));
      List<Integer> order = walk(starts, inside, late, new HashSet<>()).reversed();
      return new Loop(List.copyOf(order), Set.copyOf(late));
    }

    private Link beforeTheChain(Link link, List<Item> items) {
      Link late = link;
      Set<Integer> seen = new HashSet<>();
      while (seen.add(late.from())
          && !items.get(late.from()).hasMemory()
          && sources.get(late.from()).size() == 1
          && targets.get(late.from()).size() == 1) {
        late = new Link(sources.get(late.from()).getFirst(), late.from());
      }
      return late;
    }

    /// Depth first, without recursion, since a chain can be long.
    ///
    /// @param closing takes the edges that lead to a node whose walk hasn't ended
    /// @return the nodes in the order in which their walks end
    private List<Integer> walk(
        List<Integer> starts, Set<Integer> inside, Set<Link> without, Set<Link> closing) {
      List<Integer> ended = new ArrayList<>();
      Set<Integer> begun = new HashSet<>();
      Set<Integer> open = new HashSet<>();
      Deque<int[]> stack = new ArrayDeque<>();
      for (int start : starts) {
        if (begun.add(start)) {
          open.add(start);
          stack.push(new int[] {start, 0});
        }
        while (!stack.isEmpty()) {
          int[] top = stack.element();
          int from = top[0];
          if (top[1] == targets.get(from).size()) {
            stack.pop();
            open.remove(from);
            ended.add(from);
            continue;
          }
          int to = targets.get(from).get(top[1]++);
          Link link = new Link(from, to);
          if (!inside.contains(to) || without.contains(link)) {
            continue;
          }
          if (begun.add(to)) {
            open.add(to);
            stack.push(new int[] {to, 0});
          } else if (open.contains(to)) {
            closing.add(link);
          }
        }
      }
      return ended;
    }
  }
}
