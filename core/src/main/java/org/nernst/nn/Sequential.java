package org.nernst.nn;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;
import org.nernst.engine.fused.LinearCurrent;
import org.nernst.tensor.Tensor;

/// Modules one after the other: each gets the output of the one before.
///
/// Children are [Layer]s and [Cell]s in any order; the states of the cells travel in a
/// [SequentialState]. Names are "0", "1", ... unless given, so that state-dict keys are PyTorch's
/// ("0.weight").
///
/// A [Linear] whose input is mostly zeros and the neurons behind it run as one: the current between
/// them is made in parts that fit a cache. Numbers are the same.
///
/// A mix of children that have time first (Norse) and second (Sinabs) is refused: [TimeFirst] and
/// [BatchFirst] adapt.
public final class Sequential extends Cell<SequentialState> implements Timed, Iterable<Module> {
  /// Chains modules under the names "0", "1", ...
  ///
  /// @param children layers and cells, in order
  /// @throws IllegalArgumentException if a child is neither a [Layer] nor a [Cell], or if time axes
  ///   mix
  public Sequential(Module... children) {
    for (Module child : children) {
      append(child);
    }
  }

  /// Chains modules under given names.
  ///
  /// @param children layers and cells by name, in order
  /// @throws IllegalArgumentException as [#Sequential(Module...)], and on a bad name
  public Sequential(SequencedMap<String, ? extends Module> children) {
    children.forEach(this::registerModule);
  }

  /// Adds a child at the end, under its index as name, or the next number that is free.
  ///
  /// @return this
  /// @throws IllegalArgumentException if it is neither a [Layer] nor a [Cell], or if time axes mix
  public Sequential append(Module child) {
    int number = size();
    while (ownModules.containsKey(Integer.toString(number))) {
      number++;
    }
    registerModule(Integer.toString(number), child);
    return this;
  }

  /// Adds or replaces a child by name; a new one goes to the end.
  ///
  /// @throws IllegalArgumentException if it is neither a [Layer] nor a [Cell], if time axes mix, or
  ///   on a bad name
  @Override
  public void registerModule(String name, @Nullable Module module) {
    if (!(module instanceof Layer || module instanceof Cell<?>)) {
      throw new IllegalArgumentException(
          "expected a Layer or a Cell as child '%s' of Sequential, got %s"
              .formatted(name, module == null ? "null" : module.getClass().getName()));
    }
    checkTimeAxis(name, module);
    super.registerModule(name, module);
  }

  private void checkTimeAxis(String name, Module module) {
    TimeAxis axis = Timed.of(module);
    if (axis == TimeAxis.NONE) {
      return;
    }
    ownModules.forEach(
        (otherName, other) -> {
          TimeAxis otherAxis = other == null ? TimeAxis.NONE : Timed.of(other);
          if (!otherName.equals(name) && otherAxis != TimeAxis.NONE && otherAxis != axis) {
            throw new IllegalArgumentException(
                "child '%s' (%s) has time axis %s, but child '%s' (%s) has %s; wrap one in TimeFirst.of(...) or BatchFirst.of(...)"
                    .formatted(name, module.kind(), axis, otherName, other.kind(), otherAxis));
          }
        });
  }

  /// The number of children.
  public int size() {
    return ownModules.size();
  }

  /// A child by position.
  ///
  /// @param index from 0, or negative from the end
  /// @throws IndexOutOfBoundsException if there is none
  public Module get(int index) {
    int at = index < 0 ? index + size() : index;
    if (at < 0 || at >= size()) {
      throw new IndexOutOfBoundsException(
          "expected an index of %d children, got %d".formatted(size(), index));
    }
    return inOrder().get(at);
  }

  /// A child by name.
  ///
  /// @throws IllegalArgumentException if there is none
  public Module get(String name) {
    return getSubmodule(name);
  }

  /// The children in order; one that is used twice comes twice.
  @Override
  public Iterator<Module> iterator() {
    return inOrder().iterator();
  }

  /// The axis of its timed children, [TimeAxis#NONE] without any.
  @Override
  public TimeAxis timeAxis() {
    for (Module child : this) {
      TimeAxis axis = Timed.of(child);
      if (axis != TimeAxis.NONE) {
        return axis;
      }
    }
    return TimeAxis.NONE;
  }

  /// Whether the last child emits spikes.
  @Override
  public boolean emitsSpikes() {
    return size() > 0 && get(-1) instanceof Timed timed && timed.emitsSpikes();
  }

  /// Runs all children and gives the output of each; the hooks of this module itself don't run,
  /// those of the children do.
  ///
  /// @param x the input of the first child
  public SequentialTrace forwardAll(Tensor x) {
    return forwardAll(x, null);
  }

  /// Runs all children and gives the output of each; the hooks of this module itself don't run,
  /// those of the children do.
  ///
  /// @param x the input of the first child
  /// @param state what an earlier call returned; null for the initial states
  public SequentialTrace forwardAll(Tensor x, @Nullable SequentialState state) {
    return run(x, state, false);
  }

  /// @param pairs whether a [Linear] and neurons behind it may run as one, where only the neurons
  ///   see the current: its output is then left out
  private SequentialTrace run(Tensor x, @Nullable SequentialState state, boolean pairs) {
    List<Module> children = inOrder();
    List<@Nullable State<?>> entries = entries(state);
    List<@Nullable State<?>> next = new ArrayList<>(children.size());
    List<Tensor> outputs = new ArrayList<>(children.size());
    Tensor current = x;
    for (int i = 0; i < children.size(); i++) {
      Module child = children.get(i);
      State<?> entry = entries.get(i);
      LinearCurrent made = pairs ? current(children, i, entry, current) : null;
      if (made != null) {
        next.add(null);
        i++;
        child = children.get(i);
        entry = entries.get(i);
      }
      if (child instanceof Cell<?> cell) {
        Step<?> step = made == null ? run(cell, current, entry) : run(cell, made, entry);
        current = step.output();
        next.add(step.state());
      } else {
        if (entry != null) {
          throw new IllegalArgumentException(
              "expected no state for child %d, a %s, got %s"
                  .formatted(i, child.kind(), entry.getClass().getSimpleName()));
        }
        current =
            made == null ? ((Layer) child).forward(current) : ((FedLayer) child).forward(made);
        next.add(null);
      }
      outputs.add(current);
    }
    return new SequentialTrace(outputs, new SequentialState(next));
  }

  /// {@return what the neurons behind a child can have made while they run, null if the child has
  /// to run by itself}
  private static @Nullable LinearCurrent current(
      List<Module> children, int child, @Nullable State<?> entry, Tensor x) {
    if (entry == null
        && child + 1 < children.size()
        && children.get(child) instanceof Linear linear) {
      Module neurons = children.get(child + 1);
      if (!neurons.isHooked() && (neurons instanceof FedCell<?> || neurons instanceof FedLayer)) {
        boolean areSpikesRead =
            neurons instanceof Timed timed
                && timed.emitsSpikes()
                && child + 2 < children.size()
                && children.get(child + 2) instanceof Linear;
        return linear.current(x, areSpikesRead);
      }
    }
    return null;
  }

  @Override
  protected Step<SequentialState> compute(Tensor x, @Nullable SequentialState state) {
    if (size() == 0) {
      return new Step<>(x, new SequentialState(List.of()));
    }
    SequentialTrace trace = run(x, state, true);
    return new Step<>(trace.output(), trace.state());
  }

  /// A state without entries: every cell begins from its own initial state, for the input that
  /// reaches it.
  @Override
  public SequentialState initialState(Tensor x) {
    return new SequentialState(Collections.nCopies(size(), null));
  }

  private List<@Nullable State<?>> entries(@Nullable SequentialState state) {
    if (state == null) {
      return Collections.nCopies(size(), null);
    }
    if (state.entries().size() != size()) {
      throw new IllegalArgumentException(
          "expected a state with %d entries, one per child, got %d"
              .formatted(size(), state.entries().size()));
    }
    return state.entries();
  }

  // The entry was made by a cell at this position; another type fails in the cell with its name.
  @SuppressWarnings("unchecked")
  private static <S extends State<S>> Step<S> run(
      Cell<S> cell, Tensor x, @Nullable State<?> state) {
    return cell.forward(x, (S) state);
  }

  @SuppressWarnings("unchecked")
  private static <S extends State<S>> Step<S> run(
      Cell<S> cell, LinearCurrent current, @Nullable State<?> state) {
    return ((FedCell<S>) cell).forward(current, (S) state);
  }

  private List<Module> inOrder() {
    return List.copyOf(ownModules.values());
  }
}
