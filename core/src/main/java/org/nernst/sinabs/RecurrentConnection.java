package org.nernst.sinabs;

import org.jspecify.annotations.Nullable;
import org.nernst.nn.Cell;
import org.nernst.nn.Layer;
import org.nernst.nn.Module;
import org.nernst.nn.Modules;
import org.nernst.nn.State;
import org.nernst.tensor.Scope;
import org.nernst.tensor.Tensor;

/// The module that turns the spikes of one step into the current of the next, with the state that a
/// [Cell] among its parts needs from step to step.
sealed interface RecurrentConnection {
  /// {@return the current, of any shape with as many elements as the spikes}
  ///
  /// @param spikes (batch, ...)
  Tensor apply(Tensor spikes);

  void reset();

  void detach();

  static RecurrentConnection of(Module module) {
    return switch (module) {
      case Layer layer -> new OfLayer(layer);
      case Cell<?> cell -> new OfCell<>(cell);
      default ->
          throw new IllegalArgumentException(
              "expected a Layer or a Cell as rec_connect, got "
                  + module.getClass().getSimpleName());
    };
  }

  /// A connection without state, or whose parts keep their own.
  record OfLayer(Layer layer) implements RecurrentConnection {
    @Override
    public Tensor apply(Tensor spikes) {
      return layer.forward(spikes);
    }

    @Override
    public void reset() {
      Modules.resetStates(layer);
    }

    @Override
    public void detach() {
      Modules.detachStates(layer);
    }
  }

  /// A connection with explicit state, which is kept here.
  final class OfCell<S extends State<S>> implements RecurrentConnection {
    private final Cell<S> cell;
    private @Nullable S state;

    OfCell(Cell<S> cell) {
      this.cell = cell;
    }

    @Override
    public Tensor apply(Tensor spikes) {
      var step = cell.forward(spikes, state);
      keep(step.state());
      return step.output();
    }

    private void keep(@Nullable S next) {
      if (next != null) {
        next.tensors().forEach(Scope::promote);
      }
      state = next;
    }

    @Override
    public void reset() {
      keep(null);
      Modules.resetStates(cell);
    }

    @Override
    public void detach() {
      keep(state == null ? null : state.detach());
      Modules.detachStates(cell);
    }
  }
}
