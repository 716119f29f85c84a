package org.nernst.sinabs;

import org.nernst.tensor.Value;

/// The arguments of layers that leak: those of [SpikingBuilder], and what concerns the leak.
///
/// @param <B> the builder itself
public abstract sealed class LeakyBuilder<B extends LeakyBuilder<B>> extends SpikingBuilder<B>
    permits LIF.Builder, LIFRecurrent.Builder {
  LeakyBuilder(Value tauMem) {
    super(tauMem);
    normInput = true;
  }

  /// Trains the decays `alpha = exp(-1/tau)` instead of the time constants; off by default.
  public final B trainAlphas(boolean trainAlphas) {
    this.trainAlphas = trainAlphas;
    return self();
  }

  /// Scales the current by `1 - alpha_mem`, so that a constant current x takes the membrane towards
  /// x; on by default.
  public final B normInput(boolean normInput) {
    this.normInput = normInput;
    return self();
  }
}
