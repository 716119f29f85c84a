package org.nernst.nn;

import java.util.SequencedMap;
import org.nernst.tensor.Tensor;

/// Runs before a module reads its part of a state dict; the place to rename old keys.
@FunctionalInterface
public interface LoadStateDictPreHook {
  /// Changes what will be read, in place.
  ///
  /// @param module the module that is about to read
  /// @param stateDict a copy of the whole state dict
  /// @param prefix what this module's keys begin with ("0.")
  void call(Module module, SequencedMap<String, Tensor> stateDict, String prefix);
}
