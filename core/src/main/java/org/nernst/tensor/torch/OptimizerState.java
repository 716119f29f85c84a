package org.nernst.tensor.torch;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import org.nernst.tensor.Tensor;

/// What PyTorch calls the state dict of an optimizer.
///
/// @param state tensors by `<parameter index>.<name>`: `0.step`, `0.exp_avg`, ...
/// @param paramGroup the hyperparameters by PyTorch's names, `lr` among them, and `optimizer` with
///   the name of its class
public record OptimizerState(
    SequencedMap<String, Tensor> state, SequencedMap<String, Object> paramGroup) {
  /// Copies both maps, keeping their order.
  public OptimizerState {
    state = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(state));
    paramGroup = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(paramGroup));
  }
}
