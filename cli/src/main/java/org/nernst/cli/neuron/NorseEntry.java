package org.nernst.cli.neuron;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.nernst.neuron.NeuronModel;
import org.nernst.nn.Module;
import org.nernst.nn.Step;
import org.nernst.norse.NorseModule;
import org.nernst.norse.NorseParameters;
import org.nernst.norse.NorseState;
import org.nernst.tensor.Autograd;
import org.nernst.tensor.Scope;
import org.nernst.tensor.Tensor;
import org.nernst.tensor.Value;

/// A neuron of Norse.
///
/// @param defaults of its parameters
/// @param weights of its connections, by name, where it has any
/// @param cell makes the neuron that takes one step at a time
record NorseEntry<P extends NorseParameters<P>, S extends NorseState<S>>(
    String name,
    String what,
    List<Class<? extends Module>> classes,
    P defaults,
    SequencedMap<String, Double> weights,
    double amplitude,
    Maker<P, S> cell)
    implements Neuron {
  private static final Clock CLOCK = new Clock(1e-3, "s");

  /// Makes one neuron.
  @FunctionalInterface
  interface Maker<P extends NorseParameters<P>, S extends NorseState<S>> {
    /// A cell of one neuron.
    ///
    /// @param weights by name, each (1, 1)
    NorseModule<P, S> make(P p, double dt, Map<String, Tensor> weights);
  }

  @Override
  public Clock clock() {
    return CLOCK;
  }

  @Override
  public List<String> derived() {
    return List.of();
  }

  @Override
  public SequencedMap<String, Double> parameters() {
    SequencedMap<String, Double> parameters = new LinkedHashMap<>();
    defaults.values().forEach((key, value) -> parameters.put(key, value.number()));
    parameters.putAll(weights);
    return parameters;
  }

  @Override
  public NeuronModel model(Map<String, Double> parameters) {
    return build(parameters, CLOCK.dt()).model();
  }

  private NorseModule<P, S> build(Map<String, Double> parameters, double dt) {
    Map<String, Value> values = new LinkedHashMap<>(defaults.values());
    values.replaceAll((key, _) -> Value.of(Overrides.get(parameters, key)));
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    weights.keySet().forEach(key -> tensors.put(key, one(Overrides.get(parameters, key))));
    return cell.make(defaults.withValues(values), dt, tensors);
  }

  private static Tensor one(double value) {
    return Tensor.full(new long[] {1, 1}, value);
  }

  @Override
  public Response respond(Map<String, Double> parameters, double dt, float[] input) {
    float[] output = new float[input.length];
    SequencedMap<String, float[]> states = new LinkedHashMap<>();
    try (var _ = Scope.open();
        var _ = Autograd.noGrad()) {
      NorseModule<P, S> neuron = build(parameters, dt);
      S state = neuron.initialState(one(0));
      for (int t = 0; t < input.length; t++) {
        try (Scope scope = Scope.open()) {
          Step<S> step = neuron.forward(one(input[t]), state);
          output[t] = (float) step.output().item();
          for (Map.Entry<String, Tensor> field : step.state().fields().entrySet()) {
            states.computeIfAbsent(field.getKey(), _ -> new float[input.length])[t] =
                (float) field.getValue().item();
          }
          state = scope.keep(step.state());
        }
      }
      boolean spiking = neuron.model().outputs().containsKey("spikes");
      return new Response(output, spiking, states);
    }
  }
}
