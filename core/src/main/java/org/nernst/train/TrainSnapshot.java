package org.nernst.train;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;
import org.nernst.nn.Module;
import org.nernst.nn.Modules;
import org.nernst.tensor.GeneratorState;
import org.nernst.tensor.RandomState;
import org.nernst.tensor.Tensor;
import org.nernst.tensor.torch.Optimizer;
import org.nernst.tensor.torch.OptimizerState;

/// Takes the state of a training and puts it back.
///
/// @param network what is trained
/// @param optimizer by what
/// @param rate with which rates
/// @param listeners of whom the resumable ones have a state
record TrainSnapshot(
    Module network, Optimizer optimizer, LearningRate rate, List<TrainListener> listeners) {
  static final String PROGRESS = "progress";

  private static final String BUFFER = "buffer.";
  private static final String OPTIMIZER = "optimizer.";
  private static final String LIBTORCH = "libtorch.generator";
  private static final String TRAINING = "training";
  private static final String SCHEDULE = "schedule";
  private static final String HYPERPARAMETERS = "optimizer";
  private static final String RANDOM = "random";
  private static final String LISTENERS = "listeners";

  TrainState take(Training training, Progress progress) {
    SequencedMap<String, Tensor> tensors = new LinkedHashMap<>();
    network.stateDict().forEach((key, t) -> tensors.put(TrainState.MODEL + key, t));
    Modules.transientState(network).forEach((key, t) -> tensors.put(BUFFER + key, t));
    OptimizerState state = optimizer.stateDict();
    state.state().forEach((key, t) -> tensors.put(OPTIMIZER + key, t));
    RandomState random = RandomState.capture();
    tensors.put(LIBTORCH, random.libtorch());
    SequencedMap<String, Object> values = new LinkedHashMap<>();
    values.put(TRAINING, values(training));
    values.put(PROGRESS, progress.values());
    values.put(SCHEDULE, rate.stateDict());
    values.put(HYPERPARAMETERS, state.paramGroup());
    values.put(RANDOM, values(random.root()));
    Map<String, @Nullable Object> remembered = new LinkedHashMap<>();
    resumable().forEach((name, listener) -> remembered.put(name, listener.stateDict()));
    values.put(LISTENERS, remembered);
    return new TrainState(tensors, values);
  }

  /// Refuses a state of a training with other epochs or batches.
  static void check(TrainState state, int epochs, int batches) {
    Fields training = Fields.of(TRAINING, state.values().get(TRAINING));
    require("epochs", training.count("epochs"), epochs);
    require("batches per epoch", training.count("batches"), batches);
  }

  private static void require(String what, int expected, int got) {
    if (expected != got) {
      throw new IllegalArgumentException(
          "expected %d %s as in the training that is resumed, got %d"
              .formatted(expected, what, got));
    }
  }

  /// Why the training had ended for good; null if it had not.
  static @Nullable String stopReason(TrainState state) {
    return Fields.of(TRAINING, state.values().get(TRAINING)).maybeText("stop_reason");
  }

  void restore(TrainState state) {
    rate.loadStateDict(Fields.of(SCHEDULE, state.values().get(SCHEDULE)).values());
    optimizer.loadStateDict(
        new OptimizerState(
            state.group(OPTIMIZER), withoutNulls(state.values().get(HYPERPARAMETERS))));
    Modules.loadTransientState(network, state.group(BUFFER));
    network.loadStateDict(state.model());
    restoreListeners(Fields.of(LISTENERS, state.values().get(LISTENERS)));
    Tensor libtorch =
        Objects.requireNonNull(state.tensors().get(LIBTORCH), "no state of libtorch's generator");
    new RandomState(generator(Fields.of(RANDOM, state.values().get(RANDOM))), libtorch).restore();
  }

  private void restoreListeners(Fields saved) {
    SequencedMap<String, Resumable> present = resumable();
    if (!present.keySet().equals(saved.values().keySet())) {
      throw new IllegalArgumentException(
          "expected the listeners with a state %s of the training that is resumed, got %s"
              .formatted(saved.values().keySet(), present.keySet()));
    }
    present.forEach((name, listener) -> listener.loadStateDict(saved.map(name).values()));
  }

  /// Listeners by their class, with a number from the second of a class on.
  private SequencedMap<String, Resumable> resumable() {
    Map<String, Integer> seen = new HashMap<>();
    SequencedMap<String, Resumable> named = new LinkedHashMap<>();
    for (TrainListener listener : listeners) {
      if (listener instanceof Resumable resumable) {
        String kind = listener.getClass().getSimpleName();
        int number = seen.merge(kind, 1, Integer::sum);
        named.put(number == 1 ? kind : kind + "-" + number, resumable);
      }
    }
    return named;
  }

  private static Map<String, @Nullable Object> values(Training training) {
    Map<String, @Nullable Object> values = new LinkedHashMap<>();
    values.put("epochs", training.epochs());
    values.put("batches", training.stepsPerEpoch());
    values.put("stop_reason", training.isPaused() ? null : training.stopReason());
    return values;
  }

  private static SequencedMap<String, Object> withoutNulls(@Nullable Object map) {
    SequencedMap<String, Object> values = new LinkedHashMap<>();
    Fields.of(HYPERPARAMETERS, map)
        .values()
        .forEach(
            (key, value) -> {
              if (value != null) {
                values.put(key, value);
              }
            });
    return values;
  }

  private static Map<String, Object> values(GeneratorState state) {
    Map<String, Object> streams = new LinkedHashMap<>();
    state.streams().forEach((name, stream) -> streams.put(name, values(stream)));
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("seed", state.seed());
    values.put("position", state.position());
    values.put("streams", streams);
    return values;
  }

  private static GeneratorState generator(Fields fields) {
    SequencedMap<String, GeneratorState> streams = new LinkedHashMap<>();
    Fields saved = fields.map("streams");
    saved.values().keySet().forEach(name -> streams.put(name, generator(saved.map(name))));
    return new GeneratorState(fields.whole("seed"), fields.whole("position"), streams);
  }
}
