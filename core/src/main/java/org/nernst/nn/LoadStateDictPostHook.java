package org.nernst.nn;

/// Runs when a module and its children have read their part of a state dict.
@FunctionalInterface
public interface LoadStateDictPostHook {
  /// Sees, and may change in place, what could not be matched: a strict load fails only on what the
  /// hooks leave in the lists.
  ///
  /// @param module the module that has read
  /// @param incompatibleKeys the keys missing and unexpected so far, in lists that can be changed
  void call(Module module, LoadResult incompatibleKeys);
}
