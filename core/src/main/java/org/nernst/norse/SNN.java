package org.nernst.norse;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.nernst.engine.fused.LinearCurrent;
import org.nernst.memory.Layout;
import org.nernst.neuron.Reading;
import org.nernst.nn.FedCell;
import org.nernst.nn.Step;
import org.nernst.nn.TimeAxis;
import org.nernst.nn.Timed;
import org.nernst.tensor.Tensor;

/// Neurons without recurrent connections, over a sequence: input and output are (time, ...), with
/// time first and any number of axes behind, also none for the batch.
///
/// @param <P> the neuron's parameters
/// @param <S> the neuron's state
public abstract class SNN<P extends NorseParameters<P>, S extends NorseState<S>>
    extends NorseModule<P, S> implements FedCell<S>, Timed {
  private boolean recordStates;
  private Reading reading = Reading.EVERY_STEP;

  SNN(NorseNeuron<P, S> neuron, P p, double dt, boolean recordStates) {
    super(neuron, p, dt);
    this.recordStates = recordStates;
  }

  /// Whether the returned state holds every step: its fields are then (time, ...), the state after
  /// each step, and `state.at(-1)` is the last. Otherwise it is the state after the last step.
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
  /// the sum of all or the last one, of shape (...), which cost no memory for a sequence. Either
  /// way gradients flow.
  public final void reading(Reading reading) {
    this.reading = reading;
  }

  @Override
  public final TimeAxis timeAxis() {
    return TimeAxis.FIRST;
  }

  @Override
  protected Step<S> compute(Tensor x, @Nullable S state) {
    requireTime(x, "(time, ...)", 1);
    return run(x, state, Layout.TIME_MAJOR, recordStates);
  }

  @Override
  public final Step<S> forward(LinearCurrent current, @Nullable S state) {
    return isHooked()
        ? forward(current.whole(), state)
        : run(current, state, Layout.TIME_MAJOR, recordStates);
  }

  /// The state at rest: v = v_leak, the other fields 0, every field of the shape behind time. The
  /// dtype is the input's, or float32 for an input of whole numbers. No field has a gradient; for
  /// one with, map it: `initialState(x).map(t -> t.requiresGrad(true))`. A v_leak per neuron works
  /// here; upstream takes only a single value.
  ///
  /// @param x (time, ...)
  @Override
  public S initialState(Tensor x) {
    requireTime(x, "(time, ...)", 1);
    return restingState(x, Arrays.copyOfRange(x.shape(), 1, x.dim()));
  }

  static void requireTime(Tensor x, String expected, int axes) {
    if (x.dim() < axes || x.size(0) == 0) {
      throw new IllegalArgumentException(
          "expected input %s with at least one time step, got %s"
              .formatted(expected, Tensor.shapeText(x.shape())));
    }
  }
}
