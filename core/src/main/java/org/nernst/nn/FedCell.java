package org.nernst.nn;

import org.jspecify.annotations.Nullable;
import org.nernst.engine.fused.LinearCurrent;

/// A [Cell] of neurons that can have the linear map before it make its input chunk by chunk.
/// [Sequential] brings the two together.
///
/// @param <S> the type of the state
public interface FedCell<S extends State<S>> {
  /// Runs the cell as on the current as a tensor, with the same numbers.
  ///
  /// @param current not computed yet
  /// @param state null for the initial state
  Step<S> forward(LinearCurrent current, @Nullable S state);
}
