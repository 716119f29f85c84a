package org.nernst.norse;

import org.jspecify.annotations.Nullable;
import org.nernst.memory.Layout;
import org.nernst.nn.Step;
import org.nernst.tensor.Tensor;

/// Recurrently connected neurons, one time step per call: input (..., in), output (..., hidden).
/// The spikes of a step arrive in the next.
///
/// @param <P> the neuron's parameters
/// @param <S> the neuron's state
public abstract class SNNRecurrentCell<P extends NorseParameters<P>, S extends NorseState<S>>
    extends RecurrentModule<P, S> {

  SNNRecurrentCell(NorseNeuron<P, S> neuron, RecurrentBuilder<P, ?> with) {
    super(neuron, with);
  }

  @Override
  protected Step<S> compute(Tensor x, @Nullable S state) {
    requireInput(x, "(..., %d)", 0);
    return run(x, state, Layout.STEP, false);
  }

  /// The state at rest: v = v_leak, the other fields 0, every field (..., hidden). The dtype is the
  /// input's, or float32 for an input of whole numbers. No field has a gradient; for one with, map
  /// it: `initialState(x).map(t -> t.requiresGrad(true))`. A v_leak per neuron works here; upstream
  /// takes only a single value.
  ///
  /// @param x (..., in)
  @Override
  public S initialState(Tensor x) {
    requireInput(x, "(..., %d)", 0);
    return restingState(x, neuronShape(x, 0));
  }
}
