package org.nernst.engine.fused;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;

/// The cheapest set of edges of a small network without which nothing flows from source to sink
/// (Edmonds and Karp's maximum flow).
final class MinimumCut {
  static final int INFINITE = 1 << 24;

  private final int source;
  private final int sink;

  /// Edges by the vertex where they start; the edge at an odd number is the one before it reversed.
  private final List<List<Integer>> leaving = new ArrayList<>();

  private final List<Integer> ends = new ArrayList<>();
  private final List<Integer> capacities = new ArrayList<>();

  MinimumCut(int vertices, int source, int sink) {
    this.source = source;
    this.sink = sink;
    for (int v = 0; v < vertices; v++) {
      leaving.add(new ArrayList<>());
    }
  }

  void add(int from, int to, int capacity) {
    edge(from, to, capacity);
    edge(to, from, 0);
  }

  private void edge(int from, int to, int capacity) {
    leaving.get(from).add(ends.size());
    ends.add(to);
    capacities.add(capacity);
  }

  /// {@return for each vertex whether it lies on the sink's side of the cut nearest to the sink}
  boolean[] sinkSide() {
    int[] way = path();
    while (way[sink] >= 0) {
      int flow = INFINITE;
      for (int v = sink; v != source; v = ends.get(way[v] ^ 1)) {
        flow = Math.min(flow, capacities.get(way[v]));
      }
      for (int v = sink; v != source; v = ends.get(way[v] ^ 1)) {
        change(way[v], -flow);
        change(way[v] ^ 1, flow);
      }
      way = path();
    }
    return reachingSink();
  }

  private void change(int edge, int by) {
    capacities.set(edge, capacities.get(edge) + by);
  }

  /// For each vertex the edge by which a shortest way from the source reaches it, -1 for none.
  private int[] path() {
    int[] way = new int[leaving.size()];
    Arrays.fill(way, -1);
    Deque<Integer> open = new ArrayDeque<>();
    open.add(source);
    while (!open.isEmpty() && way[sink] < 0) {
      for (int edge : leaving.get(open.remove())) {
        int end = ends.get(edge);
        if (capacities.get(edge) > 0 && way[end] < 0 && end != source) {
          way[end] = edge;
          open.add(end);
        }
      }
    }
    return way;
  }

  private boolean[] reachingSink() {
    boolean[] reaching = new boolean[leaving.size()];
    reaching[sink] = true;
    Deque<Integer> open = new ArrayDeque<>();
    open.add(sink);
    while (!open.isEmpty()) {
      for (int edge : leaving.get(open.remove())) {
        int start = ends.get(edge);
        if (capacities.get(edge ^ 1) > 0 && !reaching[start]) {
          reaching[start] = true;
          open.add(start);
        }
      }
    }
    return reaching;
  }
}
