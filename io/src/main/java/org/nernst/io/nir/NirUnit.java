package org.nernst.io.nir;

import java.util.Map;
import org.nernst.memory.Layout;
import org.nernst.tensor.Tensor;

/// What runs a node of a network.
sealed interface NirUnit permits NirMap, NirNeuron, NirDelay {
  /// Runs a step or a sequence.
  ///
  /// @param x the sum of what comes in, in the given layout
  /// @param states before, by name; empty at first
  /// @param next takes the states after it
  /// @return what the node puts out
  Tensor run(Tensor x, Layout layout, Map<String, Tensor> states, Map<String, Tensor> next);

  /// {@return whether what it puts out depends on more than what comes in at the same time}
  boolean hasState();
}
