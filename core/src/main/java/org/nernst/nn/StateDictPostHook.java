package org.nernst.nn;

import java.util.SequencedMap;
import org.nernst.tensor.Tensor;

/// Runs when a module and its children have written their part of a state dict.
@FunctionalInterface
public interface StateDictPostHook {
  /// Changes what was written, in place.
  ///
  /// @param module the module that was written
  /// @param stateDict everything written so far, also by other modules
  /// @param prefix what this module's keys begin with ("0.")
  void call(Module module, SequencedMap<String, Tensor> stateDict, String prefix);
}
