package org.nernst.cli.train;

import org.nernst.train.Readout;

/// The readouts that a setting names.
final class Readouts {
  private Readouts() {}

  static Readout of(Settings settings) {
    return switch (settings.word(Setting.READOUT)) {
      case "max" -> Readout.maxMembrane();
      case "mean" -> Readout.meanMembrane();
      case "last" -> Readout.lastMembrane();
      case String other -> throw new IllegalStateException("no readout " + other);
    };
  }
}
