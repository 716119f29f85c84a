package org.nernst.cli.neuron;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;
import org.nernst.neuron.NeuronModel;
import org.nernst.nn.Module;
import org.nernst.sinabs.NeuronLayer;
import org.nernst.tensor.Autograd;
import org.nernst.tensor.Scope;
import org.nernst.tensor.Tensor;

/// A neuron of Sinabs.
///
/// @param layer makes a layer that records its states
record SinabsEntry(
    String name,
    String what,
    List<Class<? extends Module>> classes,
    SequencedMap<String, Double> parameters,
    double amplitude,
    Maker layer)
    implements Neuron {
  private static final Clock CLOCK = new Clock(1, "step");

  /// Makes a layer.
  @FunctionalInterface
  interface Maker {
    /// A layer of some parameters.
    NeuronLayer make(Map<String, Double> parameters);
  }

  /// A copy, which callers change.
  @Override
  public SequencedMap<String, Double> parameters() {
    return new LinkedHashMap<>(parameters);
  }

  @Override
  public Clock clock() {
    return CLOCK;
  }

  @Override
  public List<String> derived() {
    return parameters.keySet().stream()
        .filter(key -> key.startsWith("tau_"))
        .map(key -> "%s = exp(-1 / %s)".formatted(key.replace("tau_", "alpha_"), key))
        .toList();
  }

  @Override
  public NeuronModel model(Map<String, Double> parameters) {
    return layer.make(parameters).neuronStep().model();
  }

  @Override
  public Response respond(Map<String, Double> parameters, double dt, float[] input) {
    if (dt != CLOCK.dt()) {
      throw new IllegalArgumentException(
          "expected dt = 1 for %s, whose time constants are in steps, got %s".formatted(name, dt));
    }
    try (var _ = Scope.open();
        var _ = Autograd.noGrad()) {
      NeuronLayer neuron = layer.make(parameters);
      Tensor output = neuron.forward(Tensor.of(input, 1, input.length, 1));
      SequencedMap<String, float[]> states = new LinkedHashMap<>();
      for (String state : neuron.stateNames()) {
        Tensor recorded = Objects.requireNonNull(neuron.recordings().get(state), state);
        states.put(state, recorded.toFloatArray());
      }
      return new Response(output.toFloatArray(), neuron.emitsSpikes(), states);
    }
  }
}
