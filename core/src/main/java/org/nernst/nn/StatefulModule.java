package org.nernst.nn;

/// A module that holds its own state between calls (Sinabs style), instead of taking and returning
/// it.
///
/// [Modules#resetStates] and [Modules#detachStates] walk a network and call these.
public interface StatefulModule {
  /// Forgets what earlier calls left behind, as documented by the module; also cuts the state's
  /// history.
  void resetStates();

  /// Keeps the values of the state and cuts their history, so that the next `backward` stops here
  /// (truncated back-propagation through time).
  void detachStates();
}
