package org.nernst.neuron;

import java.util.Locale;

/// What of an output over a sequence is handed on. What isn't asked for is neither computed twice
/// nor written to memory: a sum or a last value costs no sequence.
public enum Reading {
  /// Its value in every step.
  EVERY_STEP,
  /// The sum of its values, for spikes their number.
  SUM,
  /// Its value in the last step.
  LAST;

  /// {@return the name of the state in which a neuron keeps it}
  ///
  /// @param output whose reading
  public String stateName(String output) {
    return output + "." + name().toLowerCase(Locale.ROOT);
  }
}
