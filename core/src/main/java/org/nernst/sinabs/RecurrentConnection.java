package org.nernst.sinabs;

import java.util.Iterator;
import java.util.List;
import java.util.Objects;
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

  /// {@return the tensors of the state that is kept here, in their order; none without one}
  default List<Tensor> state() {
    return List.of();
  }

  /// Takes back what [#state()] gave.
  ///
  /// @param tensors copied
  /// @param spikes the last ones, which were there when the state was
  default void load(List<Tensor> tensors, @Nullable Tensor spikes) {
    if (!tensors.isEmpty()) {
      throw new IllegalArgumentException(
          "expected no state of a recurrent connection that is a Layer, got %d tensors"
              .formatted(tensors.size()));
    }
  }

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
    public List<Tensor> state() {
      return state == null ? List.of() : state.tensors();
    }

    /// One step shows how the cell's state is made, which only the cell knows.
    @Override
    public void load(List<Tensor> tensors, @Nullable Tensor spikes) {
      if (tensors.isEmpty() || spikes == null) {
        keep(null);
        return;
      }
      S pattern = Objects.requireNonNull(cell.forward(spikes, null).state());
      if (pattern.tensors().size() != tensors.size()) {
        throw new IllegalArgumentException(
            "expected %d tensors for the state of the recurrent connection, got %d"
                .formatted(pattern.tensors().size(), tensors.size()));
      }
      Iterator<Tensor> next = tensors.iterator();
      keep(pattern.map(_ -> next.next().detach().clone()));
    }

    @Override
    public void detach() {
      keep(state == null ? null : state.detach());
      Modules.detachStates(cell);
    }
  }
}
