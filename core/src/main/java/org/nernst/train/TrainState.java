package org.nernst.train;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.nernst.tensor.Tensor;

/// Everything that the rest of a training depends on: from here, [Trainer#resume] goes on to the
/// bit as if nothing had happened.
///
/// @param tensors by key: `model.` and a key of the state dict; `buffer.` and a key of what modules
///   remember beside it; `optimizer.` and `<parameter>.<name>`; `libtorch.generator`
/// @param values by name, such that JSON can hold them: progress, learning rate, hyperparameters,
///   random generators, listeners
public record TrainState(
    SequencedMap<String, Tensor> tensors, SequencedMap<String, Object> values) {
  static final String MODEL = "model.";

  /// Copies both maps, keeping their order.
  public TrainState {
    tensors = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(tensors));
    values = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(values));
  }

  /// The state dict of the network.
  ///
  /// @return its tensors by key ("0.weight")
  public SequencedMap<String, Tensor> model() {
    return group(MODEL);
  }

  /// The epoch that was running, from 1; after a whole epoch the next one.
  ///
  /// @return the epoch
  public int epoch() {
    return progress().count("epoch");
  }

  /// How many steps of that epoch were done; 0 after a whole epoch.
  ///
  /// @return the steps
  public int step() {
    return progress().count("step");
  }

  /// The number of steps done over all epochs.
  ///
  /// @return the steps
  public long steps() {
    return Progress.of(progress()).totalSteps();
  }

  /// The reports of the epochs that are done.
  ///
  /// @return in their order
  public List<EpochReport> reports() {
    return List.copyOf(Progress.of(progress()).reports());
  }

  Fields progress() {
    return Fields.of("progress", values.get(TrainSnapshot.PROGRESS));
  }

  /// The tensors whose keys begin with a prefix, by the rest of the key.
  SequencedMap<String, Tensor> group(String prefix) {
    SequencedMap<String, Tensor> group = new LinkedHashMap<>();
    for (Map.Entry<String, Tensor> entry : tensors.entrySet()) {
      if (entry.getKey().startsWith(prefix)) {
        group.put(entry.getKey().substring(prefix.length()), entry.getValue());
      }
    }
    return group;
  }
}
