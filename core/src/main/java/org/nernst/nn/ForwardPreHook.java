package org.nernst.nn;

import org.jspecify.annotations.Nullable;

/// Runs before a module's computation.
@FunctionalInterface
public interface ForwardPreHook {
  /// Sees, and may replace, what the module is given.
  ///
  /// @param module the module that is called
  /// @param input its input, and with `withKwargs` its state
  /// @return null to change nothing, else what the module gets instead
  @Nullable ForwardInput call(Module module, ForwardInput input);
}
