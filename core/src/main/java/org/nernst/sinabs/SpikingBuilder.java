package org.nernst.sinabs;

import org.jspecify.annotations.Nullable;
import org.nernst.neuron.MembraneSubtract;
import org.nernst.neuron.MultiSpike;
import org.nernst.neuron.ResetFunction;
import org.nernst.neuron.SingleExponential;
import org.nernst.neuron.SpikeFunction;
import org.nernst.neuron.Surrogate;
import org.nernst.tensor.Parameter;
import org.nernst.tensor.Tensor;
import org.nernst.tensor.Value;

/// The arguments of layers that spike: those of [LayerBuilder], and threshold, spikes, reset,
/// surrogate gradient and synapse.
///
/// @param <B> the builder itself
public abstract sealed class SpikingBuilder<B extends SpikingBuilder<B>> extends LayerBuilder<B>
    permits LeakyBuilder, IAF.Builder, IAFRecurrent.Builder {
  SpikingBuilder(@Nullable Value tauMem) {
    super(tauMem);
  }

  /// Adds a synaptic filter, which makes `tau_syn` a trainable parameter and `i_syn` a state.
  ///
  /// @param tauSyn synaptic time constant, in steps, > 0
  public final B tauSyn(double tauSyn) {
    return tauSyn(Value.of(tauSyn));
  }

  /// Adds a synaptic filter with time constants of its own for each neuron.
  ///
  /// @param tauSyn in steps, > 0, of a shape that broadcasts to the neurons'
  public final B tauSyn(Tensor tauSyn) {
    return tauSyn(Value.of(tauSyn));
  }

  private B tauSyn(Value value) {
    tauSyn = positive("tau_syn", value);
    return self();
  }

  /// Sets the threshold.
  ///
  /// @param threshold > 0; the default is 1
  public final B spikeThreshold(double threshold) {
    return spikeThreshold(Value.of(threshold));
  }

  /// Sets the threshold of each neuron.
  ///
  /// @param threshold > 0, of a shape that broadcasts to the neurons'
  public final B spikeThreshold(Tensor threshold) {
    return spikeThreshold(Value.of(threshold));
  }

  /// Sets the threshold.
  ///
  /// @param threshold a [Parameter] for one that asks for gradients, which come through the reset
  public final B spikeThreshold(Value threshold) {
    this.threshold = positive("spike_threshold", threshold);
    return self();
  }

  /// Chooses when and how often a neuron spikes in a step; [MultiSpike] by default.
  ///
  /// @param spikeFn null for a layer that doesn't spike and gives out its membrane potential
  public final B spikeFn(@Nullable SpikeFunction spikeFn) {
    this.spikeFn = spikeFn;
    return self();
  }

  /// Chooses what a spike does to the membrane; [MembraneSubtract] of the threshold by default.
  public final B resetFn(ResetFunction resetFn) {
    this.resetFn = resetFn;
    return self();
  }

  /// Chooses the surrogate gradient; [SingleExponential] by default.
  public final B surrogateGradFn(Surrogate surrogate) {
    this.surrogate = surrogate;
    return self();
  }

  /// Gives the value of a parameter that the spike, reset or surrogate function brings along, such
  /// as [MembraneSubtract#param].
  ///
  /// @param name of the parameter
  /// @param value a [Parameter] is trained under this name, another tensor is kept as a buffer
  public final B parameter(String name, Value value) {
    extra.put(name, value);
    return self();
  }
}
