package org.nernst.nn;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import org.nernst.tensor.Autograd;
import org.nernst.tensor.Tensor;

/// What is done to a whole network: to its [StatefulModule]s, and to what its modules remember.
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

  /// What the modules of a tree remember from call to call beside the state dict: the last spikes
  /// of recurrent layers, the positions of their random numbers, buffers that are not persistent.
  ///
  /// @param root the network
  /// @return detached tensors by dotted key ("1.last_spikes")
  public static SequencedMap<String, Tensor> transientState(Module root) {
    SequencedMap<String, Tensor> all = new LinkedHashMap<>();
    root.namedModules()
        .forEach(
            (path, module) ->
                module
                    .transientState()
                    .forEach((name, t) -> all.put(ModuleTree.join(path, name), t)));
    return all;
  }

  /// Takes back what [#transientState] gave, best before the state dict: a recurrent connection
  /// with states may have to run once to find their shapes.
  ///
  /// @param root a network of the same modules
  /// @param state tensors by dotted key, copied
  /// @throws IllegalArgumentException if a key names nothing in the network
  public static void loadTransientState(Module root, Map<String, Tensor> state) {
    Map<String, Map<String, Tensor>> byPath = new HashMap<>();
    state.forEach(
        (key, tensor) -> {
          int dot = key.lastIndexOf('.');
          byPath
              .computeIfAbsent(dot < 0 ? "" : key.substring(0, dot), _ -> new LinkedHashMap<>())
              .put(key.substring(dot + 1), tensor);
        });
    try (var _ = Autograd.noGrad()) {
      root.namedModules()
          .forEach(
              (path, module) -> {
                Map<String, Tensor> own = byPath.remove(path);
                module.loadTransientState(own == null ? Map.of() : own);
              });
    }
    if (!byPath.isEmpty()) {
      throw new IllegalArgumentException(
          "%s has no modules %s, whose transient state is given"
              .formatted(
                  root.getClass().getSimpleName(), byPath.keySet().stream().sorted().toList()));
    }
  }
}
