package org.nernst.sinabs;

import org.nernst.tensor.Tensor;
import org.nernst.tensor.Value;

/// Leaky integrators over a sequence: (batch, time, ...) in, membrane potentials of the same shape
/// out: `v_mem <- alpha_mem * v_mem + x`, with `alpha_mem = exp(-1/tau_mem)`.
///
/// A [LIF] that doesn't spike. The input is not normalised unless asked; then the impulse response
/// sums to 1. As in Sinabs the output is the membrane before the lower bound applies, the state
/// after.
///
/// Source: Sinabs, layers.ExpLeak.
public class ExpLeak extends NeuronLayer {
  /// Integrators with all else at its default.
  ///
  /// @param tauMem membrane time constant, in steps, > 0
  public ExpLeak(double tauMem) {
    this(builder(tauMem));
  }

  private ExpLeak(Builder builder) {
    super(builder, true);
  }

  /// Starts a layer of leaky integrators.
  ///
  /// @param tauMem membrane time constant, in steps, > 0
  public static Builder builder(double tauMem) {
    return new Builder(Value.of(tauMem));
  }

  /// Starts a layer of leaky integrators with time constants of their own.
  ///
  /// @param tauMem in steps, > 0, of a shape that broadcasts to the neurons'
  public static Builder builder(Tensor tauMem) {
    return new Builder(Value.of(tauMem));
  }

  /// Takes the arguments of an [ExpLeak].
  public static final class Builder extends LayerBuilder<Builder> {
    private Builder(Value tauMem) {
      super(tauMem);
      spikeFn = null;
    }

    /// Trains the decay `alpha_mem = exp(-1/tau_mem)` instead of the time constant; off by default.
    public Builder trainAlphas(boolean trainAlphas) {
      this.trainAlphas = trainAlphas;
      return this;
    }

    /// Scales the input by `1 - alpha_mem`; off by default.
    public Builder normInput(boolean normInput) {
      this.normInput = normInput;
      return this;
    }

    @Override
    Builder self() {
      return this;
    }

    /// {@return the layer}
    public ExpLeak build() {
      return new ExpLeak(this);
    }
  }
}
