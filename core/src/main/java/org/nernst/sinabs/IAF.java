package org.nernst.sinabs;

/// Integrate-and-fire neurons without leak over a sequence: (batch, time, ...) in, spikes of the
/// same shape out.
///
/// A [LIF] with infinite `tau_mem`: `alpha_mem` is 1, the current is not scaled, and neither time
/// constant nor decay of the membrane is a parameter. With tauSyn the synaptic time constant is
/// trained, as in Sinabs.
///
/// Source: Sinabs, layers.IAF.
public class IAF extends LIF {
  /// Neurons with all arguments at their defaults.
  public IAF() {
    this(builder());
  }

  private IAF(Builder builder) {
    super(builder, false);
  }

  /// Starts a layer.
  public static Builder builder() {
    return new Builder();
  }

  /// Takes the arguments of an [IAF].
  public static final class Builder extends SpikingBuilder<Builder> {
    private Builder() {
      super(null);
    }

    @Override
    Builder self() {
      return this;
    }

    /// {@return the layer}
    public IAF build() {
      return new IAF(this);
    }
  }
}
