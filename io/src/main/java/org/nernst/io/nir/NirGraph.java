package org.nernst.io.nir;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.SequencedMap;

/// A network: nodes that are joined by edges. Several edges into a node add up; cycles and loops
/// are recurrence. A graph can be a node of another one.
///
/// @param nodes by name; their order means nothing
/// @param edges a set, as in the definition of NIR: one that is given twice counts once
/// @param metadata notes
public record NirGraph(
    SequencedMap<String, NirNode> nodes, List<NirEdge> edges, NirValue.Group metadata)
    implements NirNode {
  /// Copies both collections.
  ///
  /// @throws IllegalArgumentException when an edge names a node that isn't there, or a name can't
  ///   be written
  public NirGraph {
    nodes = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(nodes));
    edges = List.copyOf(new LinkedHashSet<>(edges));
    for (String name : nodes.keySet()) {
      if (name.isEmpty() || name.equals(".") || name.indexOf('/') >= 0 || name.indexOf('\0') >= 0) {
        throw new IllegalArgumentException(
            "expected a node name without slashes that isn't empty or \".\", got \"" + name + "\"");
      }
    }
    for (NirEdge edge : edges) {
      for (String name : List.of(edge.from(), edge.to())) {
        if (!nodes.containsKey(name)) {
          throw new IllegalArgumentException(
              "the edge from '%s' to '%s' names '%s', expected one of the nodes %s"
                  .formatted(edge.from(), edge.to(), name, nodes.keySet()));
        }
      }
    }
  }

  @Override
  public String type() {
    return "NIRGraph";
  }

  /// {@return the names of its entries, in order of the nodes}
  public List<String> inputs() {
    return named(Input.class);
  }

  /// {@return the names of its exits, in order of the nodes}
  public List<String> outputs() {
    return named(Output.class);
  }

  private List<String> named(Class<? extends NirNode> kind) {
    List<String> names = new ArrayList<>();
    nodes.forEach(
        (name, node) -> {
          if (kind.isInstance(node)) {
            names.add(name);
          }
        });
    return names;
  }
}
