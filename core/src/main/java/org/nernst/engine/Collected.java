package org.nernst.engine;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.ConcurrentHashMap;
import org.nernst.neuron.NeuronModel;
import org.nernst.neuron.Reading;
import org.nernst.tensor.Tensor;

/// Runs calls that want [sums or last values][NeuronCall#readings] of outputs: each becomes a state
/// of the neuron, and its final value the output.
public final class Collected {
  /// The variants of each model, so that engines can keep what they make of them.
  private static final Map<NeuronModel, Map<Map<String, Reading>, NeuronModel>> MODELS =
      Collections.synchronizedMap(new WeakHashMap<>());

  private Collected() {}

  /// {@return the call without readings that computes the same, the call itself if it has none}
  public static NeuronCall plain(NeuronCall call) {
    if (call.readings().isEmpty()) {
      return call;
    }
    Set<String> outputs = new LinkedHashSet<>(call.outputs());
    outputs.removeAll(call.readings().keySet());
    return new NeuronCall(
        model(call),
        call.inputs(),
        call.states(),
        call.params(),
        call.fromSecondStep(),
        call.weights(),
        call.dt(),
        call.layout(),
        call.record(),
        outputs,
        Map.of(),
        call.randomKey(),
        call.firstStep());
  }

  private static NeuronModel model(NeuronCall call) {
    return MODELS
        .computeIfAbsent(call.model(), _ -> new ConcurrentHashMap<>())
        .computeIfAbsent(
            call.readings(),
            readings -> {
              NeuronModel model = call.model();
              for (var reading : readings.entrySet()) {
                model = model.collecting(reading.getKey(), reading.getValue());
              }
              return model;
            });
  }

  /// {@return the result of a call from that of the [plain][#plain] one}
  public static NeuronResult result(NeuronCall call, NeuronResult plain) {
    Map<String, Tensor> states = new LinkedHashMap<>(plain.states());
    Map<String, Tensor> outputs = new LinkedHashMap<>();
    for (String name : call.outputs()) {
      Reading reading = call.readings().get(name);
      Tensor value =
          reading == null ? plain.outputs().get(name) : states.remove(reading.stateName(name));
      outputs.put(name, Objects.requireNonNull(value, name));
    }
    return new NeuronResult(outputs, states, plain.recorded());
  }
}
