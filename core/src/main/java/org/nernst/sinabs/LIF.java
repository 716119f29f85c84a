package org.nernst.sinabs;

import org.nernst.tensor.Tensor;
import org.nernst.tensor.Value;

/// Leaky integrate-and-fire neurons over a sequence: (batch, time, ...) in, spikes of the same
/// shape out.
///
/// The ODE is `tau_mem dv/dt = -v + I`, solved exactly over a step of length 1 (time constants are
/// in steps) for a current that arrives at its end. In each step, in this order, with `alpha =
/// exp(-1/tau)`:
///
/// ```
/// i_syn <- alpha_syn * (i_syn + x)        only with tau_syn, else i_syn = x
/// v_mem <- alpha_mem * v_mem + I          I = (1 - alpha_mem) * i_syn with norm_input, else i_syn
/// s      = spike_fn(v_mem, threshold)     without spike_fn the output is v_mem as it is here
/// v_mem <- reset_fn(s, v_mem, threshold)
/// v_mem <- max(v_mem, min_v_mem)          only with min_v_mem
/// ```
///
/// Trainable: `tau_mem` and `tau_syn`, or with trainAlphas `alpha_mem` and `alpha_syn`. The
/// threshold and the lower bound are parameters that ask for no gradient; if the threshold is made
/// to ask, its gradient comes through the reset alone, as in Sinabs.
///
/// Differences from Sinabs, which shares one threshold tensor between all layers built with the
/// default: here each layer has its own. Sinabs gives spikes in float32 always; here they have the
/// dtype of the input if that is floating, so that a layer runs in float64 throughout.
///
/// Source: Sinabs, layers.LIF.
public class LIF extends NeuronLayer {
  /// Neurons with all else at its default.
  ///
  /// @param tauMem membrane time constant, in steps, > 0
  public LIF(double tauMem) {
    this(builder(tauMem), true);
  }

  LIF(LayerBuilder<?> builder, boolean leak) {
    super(builder, leak);
  }

  /// Starts a layer of leaky neurons.
  ///
  /// @param tauMem membrane time constant, in steps, > 0
  public static Builder builder(double tauMem) {
    return new Builder(Value.of(tauMem));
  }

  /// Starts a layer of leaky neurons with time constants of their own.
  ///
  /// @param tauMem membrane time constants, in steps, > 0, of a shape that broadcasts to the
  ///   neurons'
  public static Builder builder(Tensor tauMem) {
    return new Builder(Value.of(tauMem));
  }

  /// Takes the arguments of a [LIF].
  public static final class Builder extends LeakyBuilder<Builder> {
    private Builder(Value tauMem) {
      super(tauMem);
    }

    @Override
    Builder self() {
      return this;
    }

    /// {@return the layer}
    public LIF build() {
      return new LIF(this, true);
    }
  }
}
