package org.nernst.norse;

import org.jspecify.annotations.Nullable;
import org.nernst.memory.Layout;
import org.nernst.nn.Step;
import org.nernst.tensor.Tensor;

/// Neurons without recurrent connections, one time step per call: input and output are (...), of
/// any shape and rank, and every element is a neuron.
///
/// @param <P> the neuron's parameters
/// @param <S> the neuron's state
public abstract class SNNCell<P extends NorseParameters<P>, S extends NorseState<S>>
    extends NorseModule<P, S> {

  SNNCell(NorseNeuron<P, S> neuron, P p, double dt) {
    super(neuron, p, dt);
  }

  @Override
  protected Step<S> compute(Tensor x, @Nullable S state) {
    return run(x, state, Layout.STEP, false);
  }

  /// The state at rest. The membrane potential has the shape of v_leak, 0-dim for a number, and
  /// broadcasts; the other fields are zeros of the input's shape. The dtype is the input's, or
  /// float32 for an input of whole numbers. No field has a gradient; for one with, map it:
  /// `initialState(x).map(t -> t.requiresGrad(true))`.
  ///
  /// @param x (...)
  @Override
  public S initialState(Tensor x) {
    return broadcastRestingState(x);
  }
}
