package org.nernst.nn;

/// What is done to a whole network of [StatefulModule]s.
public final class Modules {
  private Modules() {}

  /// Resets every stateful module of the tree: `root` itself, recurrent layers, and whatever lies
  /// inside their recurrent connections.
  public static void resetStates(Module root) {
    for (Module module : root.modules()) {
      if (module instanceof StatefulModule stateful) {
        stateful.resetStates();
      }
    }
  }

  /// Cuts the history of every stateful module of the tree, `root` included; values stay.
  public static void detachStates(Module root) {
    for (Module module : root.modules()) {
      if (module instanceof StatefulModule stateful) {
        stateful.detachStates();
      }
    }
  }
}
