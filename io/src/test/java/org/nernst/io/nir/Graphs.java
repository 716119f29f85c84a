package org.nernst.io.nir;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import org.nernst.tensor.Generator;
import org.nernst.tensor.Tensor;

/// Small graphs for tests.
final class Graphs {
  private final SequencedMap<String, NirNode> nodes = new LinkedHashMap<>();
  private final List<NirEdge> edges = new ArrayList<>();

  static Graphs begin() {
    return new Graphs();
  }

  Graphs node(String name, NirNode node) {
    nodes.put(name, node);
    return this;
  }

  Graphs edge(String from, String to) {
    edges.add(new NirEdge(from, to));
    return this;
  }

  Graphs chain(String... names) {
    for (int i = 1; i < names.length; i++) {
      edge(names[i - 1], names[i]);
    }
    return this;
  }

  NirGraph build() {
    return new NirGraph(nodes, edges, NirValue.Group.empty());
  }

  static NirNode input(long... shape) {
    return new NirNode.Input(shape, NirValue.Group.empty());
  }

  static NirNode output(long... shape) {
    return new NirNode.Output(shape, NirValue.Group.empty());
  }

  static NirNode linear(long out, long in, long seed) {
    return new NirNode.Linear(random(seed, out, in), NirValue.Group.empty());
  }

  static NirNode affine(long out, long in, long seed) {
    return new NirNode.Affine(random(seed, out, in), random(seed + 1, out), NirValue.Group.empty());
  }

  static NirNode lif(long... shape) {
    return new NirNode.LIF(
        Tensor.full(shape, 3),
        Tensor.full(shape, 2),
        Tensor.zeros(shape),
        Tensor.full(shape, 0.7),
        Tensor.zeros(shape),
        NirValue.Group.empty());
  }

  static NirNode li(long... shape) {
    return new NirNode.LI(
        Tensor.full(shape, 4), Tensor.ones(shape), Tensor.zeros(shape), NirValue.Group.empty());
  }

  static NirNode delay(float... steps) {
    return new NirNode.Delay(Tensor.of(steps, steps.length), NirValue.Group.empty());
  }

  static Tensor random(long seed, long... shape) {
    return Tensor.zeros(shape).uniformInPlace(-1, 1, new Generator(seed));
  }
}
