package org.nernst.nn;

import java.util.List;
import org.nernst.tensor.Tensor;

/// What [Sequential#forwardAll] gives: the output of every child.
///
/// @param outputs one per child; the last is the output of the whole
/// @param state the state after the call
public record SequentialTrace(List<Tensor> outputs, SequentialState state) {
  /// Takes a copy of the list.
  public SequentialTrace {
    outputs = List.copyOf(outputs);
  }

  /// The output of the whole.
  public Tensor output() {
    return outputs.getLast();
  }
}
