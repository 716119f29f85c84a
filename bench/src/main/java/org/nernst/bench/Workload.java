package org.nernst.bench;

/// Work whose time is measured: made once with its inputs, run many times.
///
/// A run frees all that it makes, so that the next one finds the memory as it was.
@FunctionalInterface
public interface Workload {
  /// Does the work once, on the calling thread and those of [org.nernst.tensor.Nernst#threads()].
  void run();
}
