package org.nernst.cli.train;

import org.nernst.nn.Module;
import org.nernst.nn.Sequential;
import org.nernst.train.Readout;

/// A network and what belongs to it: Linear, hidden neurons, Linear, readout neurons.
///
/// @param modules the four modules in this order
/// @param readout how output over time becomes evidence for classes
/// @param threshold the potential at which hidden neurons spike
/// @param stepSeconds the length of a time step in seconds; 0 when time has no unit (Sinabs)
record Network(Sequential modules, Readout readout, double threshold, double stepSeconds) {
  /// Position of the hidden neurons.
  static final int HIDDEN = 1;

  /// Position of the readout neurons.
  static final int OUTPUT = 3;

  Module hidden() {
    return modules.get(HIDDEN);
  }

  Module output() {
    return modules.get(OUTPUT);
  }
}
