package org.nernst.data;

import org.nernst.nn.TimeAxis;
import org.nernst.tensor.Generator;
import org.nernst.tensor.Tensor;

/// Turns still values into input over time.
public sealed interface Encoder permits ConstantCurrent, Poisson, Latency {
  /// The number of time steps of the result.
  ///
  /// @return steps
  int steps();

  /// Encodes a batch.
  ///
  /// @param values (batch, ...): floating, most encoders expect them from 0 to 1
  /// @param axis [TimeAxis#FIRST] for (time, batch, ...), [TimeAxis#SECOND] for (batch, time, ...)
  /// @param generator where chance comes from, for encoders that need it
  /// @return the input over time
  /// @throws IllegalArgumentException if the axis is [TimeAxis#NONE] or the values have no batch
  Tensor encode(Tensor values, TimeAxis axis, Generator generator);
}
