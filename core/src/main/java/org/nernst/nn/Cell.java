package org.nernst.nn;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.nernst.tensor.Tensor;

/// A module that takes a state and returns the next one (Norse style), for one step or a sequence.
///
/// @param <S> the type of the state
public abstract class Cell<S extends State<S>> extends Module {
  /// For subclasses.
  protected Cell() {}

  /// Runs the cell with its hooks from its initial state.
  ///
  /// @param x the input; its shape is the concrete cell's matter
  public final Step<S> forward(Tensor x) {
    return forward(x, null);
  }

  /// Runs the cell with its hooks.
  ///
  /// @param x the input
  /// @param state the state that an earlier call returned; null for the initial state
  /// @return the output and the next state
  public final Step<S> forward(Tensor x, @Nullable S state) {
    if (!isHooked()) {
      return compute(x, state);
    }
    ForwardOutput out =
        call(
            new ForwardInput(x, state),
            in -> {
              Step<S> step = compute(in.input(), own(in.state()));
              return new ForwardOutput(step.output(), step.state());
            });
    return new Step<>(out.output(), Objects.requireNonNull(own(out.state())));
  }

  /// A hook may only put a state of the same class in place of another.
  @SuppressWarnings("unchecked")
  private @Nullable S own(@Nullable State<?> state) {
    return (S) state;
  }

  /// What the cell computes; hooks are run around it.
  ///
  /// @param x the input
  /// @param state null for the initial state
  protected abstract Step<S> compute(Tensor x, @Nullable S state);

  /// The state from which a call without a state begins.
  ///
  /// @param x an input, for its shape, dtype and device
  public abstract S initialState(Tensor x);
}
