package org.nernst.norse;

import org.jspecify.annotations.Nullable;
import org.nernst.memory.Layout;
import org.nernst.neuron.Reading;
import org.nernst.nn.Step;
import org.nernst.nn.TimeAxis;
import org.nernst.nn.Timed;
import org.nernst.tensor.Tensor;

/// Recurrently connected neurons over a sequence: input (time, ..., in), output (time, ...,
/// hidden). The spikes of a step arrive in the next.
///
/// @param <P> the neuron's parameters
/// @param <S> the neuron's state
public abstract class SNNRecurrent<P extends NorseParameters<P>, S extends NorseState<S>>
    extends RecurrentModule<P, S> implements Timed {
  private boolean recordStates;
  private Reading reading = Reading.EVERY_STEP;

  SNNRecurrent(NorseNeuron<P, S> neuron, RecurrentBuilder<P, ?> with) {
    super(neuron, with);
  }

  /// Whether the returned state holds every step: its fields are then (time, ..., hidden), the
  /// state after each step, and `state.at(-1)` is the last. Otherwise it is the state after the
  /// last step.
  public final boolean recordStates() {
    return recordStates;
  }

  @Override
  final boolean records() {
    return recordStates;
  }

  /// Sets what [#recordStates()] tells. Recording costs the memory of a sequence per field.
  public final void recordStates(boolean recordStates) {
    this.recordStates = recordStates;
  }

  @Override
  public final Reading reading() {
    return reading;
  }

  /// Chooses what of the output a call returns: its value in every step, as upstream does, or only
  /// the sum of all or the last one, of shape (..., hidden), which cost no memory for a sequence.
  /// Either way gradients flow.
  public final void reading(Reading reading) {
    this.reading = reading;
  }

  @Override
  public final TimeAxis timeAxis() {
    return TimeAxis.FIRST;
  }

  @Override
  protected Step<S> compute(Tensor x, @Nullable S state) {
    requireSequence(x);
    return run(x, state, Layout.TIME_MAJOR, recordStates);
  }

  /// The state at rest: v = v_leak, the other fields 0, every field (..., hidden). The dtype is the
  /// input's, or float32 for an input of whole numbers. No field has a gradient; for one with, map
  /// it: `initialState(x).map(t -> t.requiresGrad(true))`. A v_leak per neuron works here; upstream
  /// takes only a single value.
  ///
  /// @param x (time, ..., in)
  @Override
  public S initialState(Tensor x) {
    requireSequence(x);
    return restingState(x, neuronShape(x, 1));
  }

  private void requireSequence(Tensor x) {
    requireInput(x, "(time, ..., %d)", 1);
    SNN.requireTime(x, "(time, ..., in)", 2);
  }
}
