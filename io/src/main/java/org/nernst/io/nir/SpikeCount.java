package org.nernst.io.nir;

/// How many spikes a neuron may emit in a step. NIR knows only the first.
public enum SpikeCount {
  /// One where `v > v_threshold`.
  SINGLE,
  /// `trunc(v / v_threshold)` where v is positive: the default of Sinabs.
  MULTIPLE
}
