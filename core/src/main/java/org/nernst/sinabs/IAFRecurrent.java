package org.nernst.sinabs;

import org.nernst.nn.Module;

/// Integrate-and-fire neurons without leak over a sequence, whose spikes come back as current one
/// step later through any module: (batch, time, ...) in, spikes of the same shape out.
///
/// In each step, in this order, with r the feedback of the spikes of the step before:
///
/// ```
/// i_syn <- alpha_syn * (i_syn + (x + r))   only with tau_syn, else i_syn = x + r
/// v_mem <- v_mem + i_syn
/// s      = spike_fn(v_mem, threshold)      by default as many as the threshold fits in
/// v_mem <- reset_fn(s, v_mem, threshold)   by default v_mem - s * threshold
/// v_mem <- max(v_mem, min_v_mem)           only with min_v_mem
/// ```
///
/// A [LIFRecurrent] with infinite `tau_mem`; see there for the connection, the state between calls,
/// and what differs from Sinabs.
///
/// ```java
/// var layer = new IAFRecurrent(new Linear(64, 64));
/// Tensor spikes = layer.forward(Tensor.rand(8, 100, 64)); // (batch, time, neuron)
/// Tensor potential = layer.vMem(); // (batch, neuron)
/// ```
///
/// Source: Sinabs, layers.IAFRecurrent.
public class IAFRecurrent extends LIFRecurrent {
  /// Neurons with all else at its default.
  ///
  /// @param recConnect from spikes to current
  public IAFRecurrent(Module recConnect) {
    this(builder(recConnect));
  }

  private IAFRecurrent(Builder builder) {
    super(builder, builder.recConnect, false);
  }

  /// Starts a layer.
  ///
  /// @param recConnect from spikes to current
  public static Builder builder(Module recConnect) {
    return new Builder(recConnect);
  }

  /// Takes the arguments of an [IAFRecurrent].
  public static final class Builder extends SpikingBuilder<Builder> {
    private final Module recConnect;

    private Builder(Module recConnect) {
      super(null);
      this.recConnect = recConnect;
    }

    @Override
    Builder self() {
      return this;
    }

    /// {@return the layer}
    public IAFRecurrent build() {
      return new IAFRecurrent(this);
    }
  }
}
