package org.nernst.nn;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.nernst.tensor.DType;
import org.nernst.tensor.Scope;
import org.nernst.tensor.Tensor;

/// A layer that keeps the state of a cell between calls, so that a sequence may be given in parts,
/// as Sinabs's layers do it.
///
/// ```java
/// Stateful<NeuronState> neurons = Stateful.of(NeuronCell.of(model));
/// Tensor first = neurons.forward(x);      // from the initial state
/// Tensor second = neurons.forward(y);     // goes on
/// ```
///
/// The state carries its gradient history from call to call; [#detachStates()] cuts it. An input of
/// another shape (but for its length in time) or dtype than the last starts anew. The cell is
/// registered as "cell"; its state is no part of the state dict.
///
/// @param <S> the state of the cell
public final class Stateful<S extends State<S>> extends Layer implements StatefulModule, Timed {
  private static final String INPUT = "input";
  private static final String STATE = "state";

  private final Cell<S> cell;
  private @Nullable S state;
  private long[] lastShape = {};
  private DType lastDtype = DType.FLOAT32;

  private Stateful(Cell<S> cell) {
    this.cell = cell;
    registerModule("cell", cell);
  }

  /// A layer around a cell.
  public static <S extends State<S>> Stateful<S> of(Cell<S> cell) {
    return new Stateful<>(cell);
  }

  /// The cell.
  public Cell<S> cell() {
    return cell;
  }

  /// The state after the last call; empty before the first and after a reset. Its tensors belong to
  /// this layer and are closed by the next call.
  public Optional<S> state() {
    return Optional.ofNullable(state);
  }

  @Override
  protected Tensor compute(Tensor x) {
    long[] shape = shapeWithoutTime(x);
    if (!Arrays.equals(shape, lastShape) || x.dtype() != lastDtype) {
      hold(null);
      lastShape = shape;
      lastDtype = x.dtype();
    }
    Step<S> step = cell.forward(x, state);
    hold(step.state());
    return step.output();
  }

  private long[] shapeWithoutTime(Tensor x) {
    long[] shape = x.shape();
    int time =
        switch (timeAxis()) {
          case FIRST -> 0;
          case SECOND -> 1;
          case NONE -> shape.length;
        };
    if (time < shape.length) {
      shape[time] = 0;
    }
    return shape;
  }

  private void hold(@Nullable S next) {
    List<Tensor> old = state == null ? List.of() : state.tensors();
    List<Tensor> kept = next == null ? List.of() : next.tensors();
    kept.forEach(Scope::promote);
    for (Tensor tensor : old) {
      if (kept.stream().noneMatch(k -> k == tensor)) {
        tensor.close();
      }
    }
    state = next;
  }

  @Override
  public void resetStates() {
    hold(null);
  }

  @Override
  public void detachStates() {
    if (state != null) {
      hold(state.detach());
    }
  }

  /// Converts the state too.
  @Override
  protected void convertTensors(UnaryOperator<Tensor> f) {
    super.convertTensors(f);
    if (state != null) {
      hold(state.map(f));
      lastDtype = state.tensors().isEmpty() ? lastDtype : state.tensors().getFirst().dtype();
    }
  }

  /// The state of the cell, and an input of its kind, which the state's structure is found with.
  @Override
  protected SequencedMap<String, Tensor> transientState() {
    SequencedMap<String, Tensor> all = super.transientState();
    if (state != null) {
      long[] input = lastShape.clone();
      if (timeAxis() != TimeAxis.NONE) {
        input[timeAxis() == TimeAxis.FIRST ? 0 : 1] = 1;
      }
      all.put(INPUT, Tensor.zeros(lastDtype, input));
      for (Tensor tensor : state.tensors()) {
        all.put(STATE + (all.size() - 1), tensor.detach());
      }
    }
    return all;
  }

  /// The cell runs a step to find the structure of a state.
  @Override
  protected void loadTransientState(Map<String, Tensor> loaded) {
    Map<String, Tensor> rest = new LinkedHashMap<>(loaded);
    Tensor input = rest.remove(INPUT);
    if (input == null) {
      hold(null);
    } else {
      lastShape = shapeWithoutTime(input);
      lastDtype = input.dtype();
      int[] next = {0};
      hold(
          cell.forward(input)
              .state()
              .map(_ -> Objects.requireNonNull(rest.remove(STATE + next[0]++)).clone()));
    }
    super.loadTransientState(rest);
  }

  @Override
  public TimeAxis timeAxis() {
    return Timed.of(cell);
  }

  @Override
  public boolean emitsSpikes() {
    return cell instanceof Timed timed && timed.emitsSpikes();
  }
}
