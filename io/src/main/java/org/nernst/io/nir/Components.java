package org.nernst.io.nir;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/// The strongly connected components of a directed graph. Source: Tarjan, Depth-first search and
/// linear graph algorithms, SIAM J. Comput. 1 (1972), without recursion.
final class Components {
  private final List<List<Integer>> targets;
  private final int[] number;
  private final int[] lowest;
  private final boolean[] onStack;
  private final Deque<Integer> stack = new ArrayDeque<>();
  private final List<List<Integer>> found = new ArrayList<>();
  private int counter;

  /// @param targets of each node
  Components(List<List<Integer>> targets) {
    this.targets = targets;
    this.number = new int[targets.size()];
    this.lowest = new int[targets.size()];
    this.onStack = new boolean[targets.size()];
  }

  /// {@return the components, each after those that it leads to}
  List<List<Integer>> find() {
    for (int node = 0; node < targets.size(); node++) {
      if (number[node] == 0) {
        from(node);
      }
    }
    return found;
  }

  private void from(int root) {
    Deque<int[]> calls = new ArrayDeque<>();
    enter(root, calls);
    while (!calls.isEmpty()) {
      int[] call = calls.element();
      int node = call[0];
      if (call[1] < targets.get(node).size()) {
        int next = targets.get(node).get(call[1]++);
        if (number[next] == 0) {
          enter(next, calls);
        } else if (onStack[next]) {
          lowest[node] = Math.min(lowest[node], number[next]);
        }
        continue;
      }
      calls.pop();
      if (!calls.isEmpty()) {
        int caller = calls.element()[0];
        lowest[caller] = Math.min(lowest[caller], lowest[node]);
      }
      if (lowest[node] == number[node]) {
        found.add(component(node));
      }
    }
  }

  private void enter(int node, Deque<int[]> calls) {
    counter++;
    number[node] = counter;
    lowest[node] = counter;
    stack.push(node);
    onStack[node] = true;
    calls.push(new int[] {node, 0});
  }

  private List<Integer> component(int root) {
    List<Integer> members = new ArrayList<>();
    int member;
    do {
      member = stack.pop();
      onStack[member] = false;
      members.add(member);
    } while (member != root);
    return members;
  }
}
