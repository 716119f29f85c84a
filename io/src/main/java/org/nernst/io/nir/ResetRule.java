package org.nernst.io.nir;

/// What a spike does to the membrane. NIR knows only the first; files that mean the second look the
/// same.
public enum ResetRule {
  /// `v = v_reset`.
  TO_VALUE,
  /// `v = v - z v_threshold`, z being the number of spikes: the default of Sinabs and snnTorch.
  SUBTRACT
}
