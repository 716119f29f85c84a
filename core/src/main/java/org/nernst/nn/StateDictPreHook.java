package org.nernst.nn;

/// Runs before a module writes its part of a state dict.
@FunctionalInterface
public interface StateDictPreHook {
  /// Prepares the module for being written.
  ///
  /// @param module the module that is about to be written
  /// @param prefix what its keys will begin with ("0.")
  /// @param keepVars whether the tensors themselves will be written, not detached aliases
  void call(Module module, String prefix, boolean keepVars);
}
