package org.nernst.cli.parity;

/// Runs the module of a recording and compares.
@FunctionalInterface
interface Check {
  /// Builds the recorded module, feeds it, compares every result.
  ///
  /// @throws RecordingException when the recording lacks what is needed
  /// @throws UnsupportedRecordingException when it needs something that Nernst doesn't have
  /// @throws IllegalArgumentException when the module refuses the recorded arguments
  void run(Recording recording, Comparison comparison);
}
