package org.nernst.nn;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.nernst.neuron.NeuronModel;
import org.nernst.tensor.Tensor;
import org.nernst.tensor.Value;

/// One time step of a layer of neurons. Neurons that have seen nothing are in the states that the
/// model calls initial.
///
/// @param model the equations; it has one input, and its first output is the layer's
/// @param params of the model, by name: numbers, or tensors that broadcast to the neurons
/// @param maps of the model, by the name of their weights
/// @param dt length of the step, in the unit that the neurons' time constants are made of
public record NeuronStep(
    NeuronModel model, Map<String, Value> params, Map<String, LinearMap> maps, double dt) {

  /// A linear map within the equations: `x W^T + b`.
  ///
  /// @param weight (out, in)
  /// @param bias (out); null without
  /// @param fromSecondStep whether the map gives 0, without its bias, in the first step
  public record LinearMap(Tensor weight, @Nullable Tensor bias, boolean fromSecondStep) {
    /// A map without bias that works from the first step on.
    public static LinearMap of(Tensor weight) {
      return new LinearMap(weight, null, false);
    }
  }

  /// Copies the maps.
  public NeuronStep {
    params = Map.copyOf(params);
    maps = Map.copyOf(maps);
  }
}
