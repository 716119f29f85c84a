package org.nernst.norse;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.nernst.engine.Engine;
import org.nernst.engine.NeuronCall;
import org.nernst.engine.NeuronResult;
import org.nernst.memory.Layout;
import org.nernst.neuron.Expr;
import org.nernst.neuron.NeuronModel;
import org.nernst.neuron.Reading;
import org.nernst.neuron.Surrogates;
import org.nernst.nn.Step;
import org.nernst.tensor.Autograd;
import org.nernst.tensor.DType;
import org.nernst.tensor.Tensor;
import org.nernst.tensor.Value;

/// One neuron of this package, as functions and modules run it.
///
/// @param equations the graph for a set of parameters, of which only options such as the surrogate
///   method matter; equal options give the same object
/// @param state builds the state from its fields
/// @param rest the fields that don't start at 0, as parameters
record NorseNeuron<P extends NorseParameters<P>, S extends NorseState<S>>(
    Function<P, NeuronModel> equations,
    Function<Map<String, Tensor>, S> state,
    Function<P, Map<String, Value>> rest) {

  /// Name of the one input of every model here.
  static final String INPUT = "current";

  /// Name of the output of the spiking models.
  static final String SPIKES = "spikes";

  static final String INPUT_WEIGHTS = "input_weights";
  static final String RECURRENT_WEIGHTS = "recurrent_weights";

  /// Equations that are built once per key, so that engines can keep what they make of them.
  static <P, K> Function<P, NeuronModel> once(Function<K, NeuronModel> build, Function<P, K> key) {
    Map<K, NeuronModel> built = new ConcurrentHashMap<>();
    return p -> built.computeIfAbsent(key.apply(p), build);
  }

  /// The synaptic current after its jump by the input.
  static Expr jump(NeuronModel.Builder n, Expr i) {
    return i.plus(n.input(INPUT)).named("i_jump");
  }

  /// The synaptic current of recurrent neurons after its jump, in upstream's order of addition.
  static Expr jump(NeuronModel.Builder n, Expr i, Expr z) {
    Expr fromInput = n.linear(INPUT_WEIGHTS, n.input(INPUT));
    return i.plus(fromInput).plus(n.linear(RECURRENT_WEIGHTS, z)).named("i_jump");
  }

  /// The spike of a potential above a level, with the surrogate gradient of a method.
  static Expr spike(NeuronModel.Builder n, Expr v, Expr level, String method) {
    return n.spike(
        Expr.step(v.minus(level)), Surrogates.norse(method, n.param("alpha")).at(v, level));
  }

  static Map<String, Tensor> weights(Tensor inputWeights, Tensor recurrentWeights) {
    return Map.of(INPUT_WEIGHTS, inputWeights, RECURRENT_WEIGHTS, recurrentWeights);
  }

  /// One step as a function, without a module that has checked the parameters.
  Step<S> step(Tensor input, @Nullable S from, P p, double dt, Map<String, Tensor> weights) {
    ParameterChecks.requireStableNumbers(p.values(), dt);
    return run(
        input,
        from,
        prepared(p),
        dt,
        weights,
        Layout.STEP,
        false,
        Reading.EVERY_STEP,
        Engine.AUTO::run);
  }

  /// One step or a sequence.
  ///
  /// @param from the state before; null starts at rest
  /// @param record whether the returned state holds every step instead of the last
  /// @param reading what of the output is returned
  /// @param engine runs the call
  Step<S> run(
      Tensor input,
      @Nullable S from,
      Prepared p,
      double dt,
      Map<String, Tensor> weights,
      Layout layout,
      boolean record,
      Reading reading,
      Function<NeuronCall, NeuronResult> engine) {
    NeuronCall call = call(input, from, p, dt, weights, layout, record, reading).build();
    NeuronResult result = engine.apply(call);
    Tensor output = result.outputs().values().iterator().next();
    return new Step<>(output, state.apply(record ? result.recorded() : result.states()));
  }

  NeuronCall.Builder call(
      Tensor input,
      @Nullable S from,
      Prepared p,
      double dt,
      Map<String, Tensor> weights,
      Layout layout,
      boolean record,
      Reading reading) {
    NeuronCall.Builder call =
        NeuronCall.of(p.model())
            .input(INPUT, input)
            .params(p.params())
            .dt(dt)
            .layout(layout)
            .reading(p.model().outputs().keySet().iterator().next(), reading);
    weights.forEach(call::weight);
    if (from != null) {
      Map<String, Tensor> fields = from.fields();
      requireOneStep(fields, layout == Layout.STEP ? input.dim() : input.dim() - 1);
      call.states(fields);
    }
    if (record) {
      p.model().states().forEach(field -> call.record(field.name()));
    }
    return call;
  }

  /// What a call takes of a set of parameters.
  ///
  /// @param params what the equations read of them, by name
  record Prepared(NeuronModel model, Map<String, Value> params) {}

  Prepared prepared(P p) {
    NeuronModel model = equations.apply(p);
    Map<String, Value> values = p.values();
    Map<String, Value> params = new HashMap<>();
    for (String name : model.paramNames()) {
      params.put(name, ParameterChecks.get(values, name));
    }
    return new Prepared(model, Map.copyOf(params));
  }

  /// Recorded states look like a state but for their axis of time.
  private static void requireOneStep(Map<String, Tensor> fields, int axes) {
    fields.forEach(
        (name, field) -> {
          if (field.dim() > axes) {
            throw new IllegalArgumentException(
                "expected a state of at most %d axes, got %s %s; of recorded states, at(-1) is the last"
                    .formatted(axes, name, Tensor.shapeText(field.shape())));
          }
        });
  }

  /// The state at rest: what a run without a state starts from. No field has a gradient.
  ///
  /// @param shape of the neurons
  /// @param like gives the device
  /// @param broadcast whether fields that are parameters keep the parameter's shape
  S initialState(P p, long[] shape, Tensor like, boolean broadcast) {
    DType dtype = like.dtype().isFloating() ? like.dtype() : DType.FLOAT32;
    Map<String, Value> resting = rest.apply(p);
    Map<String, Tensor> fields = new LinkedHashMap<>();
    try (var _ = Autograd.noGrad()) {
      for (NeuronModel.State field : equations.apply(p).states()) {
        Value value = resting.get(field.name());
        Tensor start;
        if (value == null) {
          start = Tensor.zeros(dtype, shape);
        } else {
          Tensor own = value.tensor(dtype).detach();
          start = broadcast ? own.clone() : own.expand(shape).clone();
        }
        fields.put(field.name(), start.to(like.device()));
      }
    }
    return state.apply(fields);
  }
}
