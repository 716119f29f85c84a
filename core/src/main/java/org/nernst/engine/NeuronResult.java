package org.nernst.engine;

import java.util.Map;
import org.nernst.tensor.Tensor;

/// What a run gives back. Every tensor is a handle of its own: closing one leaves the others open.
///
/// @param outputs by name; the shape of the neurons, with an axis of time where the call's layout
///   has one
/// @param states by name, after the last step, in the neurons' full shape
/// @param recorded those states that the call asked for, after every step, with an axis of time as
///   in the layout; for a single step the state after it
public record NeuronResult(
    Map<String, Tensor> outputs, Map<String, Tensor> states, Map<String, Tensor> recorded) {
  /// {@return the output of this name}
  ///
  /// @throws IllegalArgumentException when the call didn't ask for it
  public Tensor output(String name) {
    return named("output", outputs, name);
  }

  /// {@return the state of this name after the last step}
  ///
  /// @throws IllegalArgumentException when the neuron has none
  public Tensor state(String name) {
    return named("state", states, name);
  }

  /// {@return the recorded state of this name}
  ///
  /// @throws IllegalArgumentException when the call didn't ask for it
  public Tensor recorded(String name) {
    return named("recorded state", recorded, name);
  }

  private static Tensor named(String what, Map<String, Tensor> tensors, String name) {
    Tensor tensor = tensors.get(name);
    if (tensor == null) {
      throw new IllegalArgumentException(
          "expected as " + what + " one of " + tensors.keySet() + ", got " + name);
    }
    return tensor;
  }
}
