package org.nernst.nn;

import org.jspecify.annotations.Nullable;

/// Runs after a module's computation.
@FunctionalInterface
public interface ForwardHook {
  /// Sees, and may replace, what the module gives back.
  ///
  /// @param module the module that was called
  /// @param input what it was given (after the pre-hooks); the state only with `withKwargs`
  /// @param output what it gives back; null only for a hook with `alwaysCall` when the computation
  ///   failed
  /// @return null to change nothing, else what the caller gets instead
  @Nullable ForwardOutput call(Module module, ForwardInput input, @Nullable ForwardOutput output);
}
