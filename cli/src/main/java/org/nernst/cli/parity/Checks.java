package org.nernst.cli.parity;

import java.util.Optional;

/// All that Nernst can be compared in.
final class Checks {
  private Checks() {}

  /// The check of a recorded module; nothing when Nernst doesn't have the module.
  static Optional<Check> find(Recording recording) {
    return NorseChecks.find(recording.module()).or(() -> SinabsChecks.find(recording.module()));
  }
}
