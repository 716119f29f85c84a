package org.nernst.engine;

import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.nernst.memory.Layout;
import org.nernst.neuron.NeuronModel;
import org.nernst.neuron.Reading;
import org.nernst.tensor.Parameter;
import org.nernst.tensor.Tensor;
import org.nernst.tensor.Value;

/// One run of a neuron: what it is fed, where it starts, what is wanted back.
///
/// @param model the neuron
/// @param inputs by name, all of them, in the given layout; may be expanded (stride 0). The first
///   one's dtype, if floating, is the dtype of the computation, else that is float32
/// @param states before the first step, by name, without axis of time, in the dtype of the
///   computation, of any shape that broadcasts to the neurons'; a missing one is what the model
///   says
/// @param params by name; missing ones take the model's default. Any shape that broadcasts to the
///   neurons' with batch. Rounded or cast to the dtype of the computation
/// @param fromSecondStep names of parameters that are 0 until the first step is done, such as the
///   bias of a feedback that hasn't come back yet
/// @param weights of the linear maps, by name, each (out, in); cast to the dtype of the computation
/// @param dt length of a step, in the unit that the neuron's time constants are made of
/// @param layout where the axis of time lies
/// @param record names of states to hand back after every step
/// @param outputs names of the outputs wanted
/// @param readings of outputs that aren't wanted in every step but as a sum or a last value, by
///   name; those have no axis of time
/// @param randomKey of the neuron's random numbers; without effect on neurons that draw none
/// @param firstStep number of the first step, from which random numbers count: the length of the
///   chunks before
public record NeuronCall(
    NeuronModel model,
    Map<String, Tensor> inputs,
    Map<String, Tensor> states,
    Map<String, Value> params,
    Set<String> fromSecondStep,
    Map<String, Tensor> weights,
    double dt,
    Layout layout,
    Set<String> record,
    Set<String> outputs,
    Map<String, Reading> readings,
    long randomKey,
    long firstStep) {

  /// Checks that every name is one of the model's and that none is missing.
  ///
  /// @throws IllegalArgumentException naming what is missing or unknown
  public NeuronCall {
    inputs = copy(inputs);
    states = copy(states);
    params = Map.copyOf(params);
    fromSecondStep = Set.copyOf(fromSecondStep);
    weights = copy(weights);
    record = copy(record);
    outputs = copy(outputs);
    readings = copy(readings);
    String name = model.name();
    known(name, "input", inputs.keySet(), model.inputs());
    given(name, "input", model.inputs(), inputs.keySet());
    known(name, "state", states.keySet(), model.next().keySet());
    known(name, "state to record", record, model.next().keySet());
    known(name, "output", outputs, model.outputs().keySet());
    known(name, "output to read", readings.keySet(), outputs);
    known(name, "weight", weights.keySet(), model.weightNames());
    given(name, "weight", model.weightNames(), weights.keySet());
    known(name, "parameter", params.keySet(), model.paramNames());
    known(name, "parameter", fromSecondStep, model.paramNames());
    for (NeuronModel.Param param : model.params()) {
      if (param.defaultValue() == null && !params.containsKey(param.name())) {
        throw new IllegalArgumentException(
            "neuron %s: parameter %s is missing and has no default".formatted(name, param.name()));
      }
    }
    if (!(dt > 0) || Double.isInfinite(dt)) {
      throw new IllegalArgumentException("neuron %s: expected dt > 0, got %s".formatted(name, dt));
    }
    if (firstStep < 0) {
      throw new IllegalArgumentException(
          "neuron %s: expected firstStep >= 0, got %d".formatted(name, firstStep));
    }
  }

  private static <V> Map<String, V> copy(Map<String, V> map) {
    return map.isEmpty() ? Map.of() : Collections.unmodifiableMap(new LinkedHashMap<>(map));
  }

  private static Set<String> copy(Set<String> names) {
    return names.isEmpty() ? Set.of() : Collections.unmodifiableSet(new LinkedHashSet<>(names));
  }

  private static void known(
      String model, String what, Set<String> got, Collection<String> expected) {
    for (String name : got) {
      if (!expected.contains(name)) {
        throw new IllegalArgumentException(
            "neuron %s: expected as %s %s, got %s"
                .formatted(
                    model, what, expected.isEmpty() ? "none" : new TreeSet<>(expected), name));
      }
    }
  }

  private static void given(
      String model, String what, Collection<String> expected, Set<String> got) {
    for (String name : expected) {
      if (!got.contains(name)) {
        throw new IllegalArgumentException(
            "neuron %s: %s %s is missing, got %s".formatted(model, what, name, got));
      }
    }
  }

  /// {@return the value of a parameter: the caller's, else the model's default}
  public Value param(NeuronModel.Param param) {
    Value given = params.get(param.name());
    if (given != null) {
      return given;
    }
    Double byDefault = param.defaultValue();
    if (byDefault == null) {
      throw new IllegalStateException("parameter " + param.name() + " has no default");
    }
    return Value.of(byDefault);
  }

  /// {@return the same call with other inputs}
  public NeuronCall withInputs(Map<String, Tensor> others) {
    return new NeuronCall(
        model,
        others,
        states,
        params,
        fromSecondStep,
        weights,
        dt,
        layout,
        record,
        outputs,
        readings,
        randomKey,
        firstStep);
  }

  /// {@return the same call on copies, so that a backward pass leaves no gradient behind: inputs
  /// that require one, and states, parameters and weights that require one where they did}
  public NeuronCall rehearsal() {
    Map<String, Value> values = new LinkedHashMap<>(params);
    values.replaceAll(
        (_, value) ->
            switch (value) {
              case Value.Num number -> number;
              case Value.Data(Tensor t) -> Value.of(copy(t, t.requiresGrad()));
              case Parameter(Tensor t) -> Value.param(copy(t, true));
            });
    return new NeuronCall(
        model,
        copies(inputs, true),
        copies(states, false),
        values,
        fromSecondStep,
        copies(weights, false),
        dt,
        layout,
        record,
        outputs,
        readings,
        randomKey,
        firstStep);
  }

  private static Map<String, Tensor> copies(Map<String, Tensor> tensors, boolean always) {
    Map<String, Tensor> copies = new LinkedHashMap<>(tensors);
    copies.replaceAll((_, t) -> copy(t, t.requiresGrad() || (always && t.dtype().isFloating())));
    return copies;
  }

  private static Tensor copy(Tensor tensor, boolean requiresGrad) {
    return tensor.detach().clone().requiresGrad(requiresGrad);
  }

  /// {@return a builder of a call: time-major, dt 1, all outputs, no recorded states, until told
  /// otherwise}
  public static Builder of(NeuronModel model) {
    return new Builder(model);
  }

  /// Puts a call together.
  public static final class Builder {
    private final NeuronModel model;
    private final Map<String, Tensor> inputs = new LinkedHashMap<>();
    private final Map<String, Tensor> states = new LinkedHashMap<>();
    private Map<String, Value> params = Map.of();
    private final Set<String> fromSecondStep = new LinkedHashSet<>();
    private final Map<String, Tensor> weights = new LinkedHashMap<>();
    private final Set<String> record = new LinkedHashSet<>();
    private Set<String> outputs;
    private final Map<String, Reading> readings = new LinkedHashMap<>();
    private double dt = 1;
    private Layout layout = Layout.TIME_MAJOR;
    private long randomKey;
    private long firstStep;

    private Builder(NeuronModel model) {
      this.model = model;
      this.outputs = model.outputs().keySet();
    }

    /// {@return this, with an input}
    public Builder input(String name, Tensor input) {
      inputs.put(name, input);
      return this;
    }

    /// {@return this, with a state's value before the first step}
    public Builder state(String name, Tensor state) {
      states.put(name, state);
      return this;
    }

    /// {@return this, with several states' values before the first step}
    public Builder states(Map<String, Tensor> several) {
      states.putAll(several);
      return this;
    }

    /// {@return this, with a parameter}
    public Builder param(String name, Value value) {
      return params(Map.of(name, value));
    }

    /// {@return this, with a parameter that is a number}
    public Builder param(String name, double value) {
      return param(name, Value.of(value));
    }

    /// {@return this, with several parameters}
    public Builder params(Map<String, Value> several) {
      if (params.isEmpty()) {
        // free for maps that can't change, such as the modules keep
        params = Map.copyOf(several);
      } else {
        Map<String, Value> all = new HashMap<>(params);
        all.putAll(several);
        params = Map.copyOf(all);
      }
      return this;
    }

    /// {@return this, with these parameters 0 until the first step is done}
    public Builder fromSecondStep(String... names) {
      fromSecondStep.addAll(List.of(names));
      return this;
    }

    /// {@return this, with the matrix (out, in) of a linear map}
    public Builder weight(String name, Tensor weight) {
      weights.put(name, weight);
      return this;
    }

    /// {@return this, with the length of a step}
    public Builder dt(double step) {
      dt = step;
      return this;
    }

    /// {@return this, with the place of the axis of time}
    public Builder layout(Layout where) {
      layout = where;
      return this;
    }

    /// {@return this, recording these states too}
    public Builder record(String... names) {
      record.addAll(List.of(names));
      return this;
    }

    /// {@return this, with these outputs only}
    public Builder outputs(String... names) {
      outputs = new LinkedHashSet<>(List.of(names));
      return this;
    }

    /// {@return this, with the sum or the last value of an output in place of all its values}
    public Builder reading(String output, Reading reading) {
      if (reading == Reading.EVERY_STEP) {
        readings.remove(output);
      } else {
        readings.put(output, reading);
      }
      return this;
    }

    /// {@return this, with a key for the neuron's random numbers}
    public Builder randomKey(long key) {
      randomKey = key;
      return this;
    }

    /// {@return this, with the number of the first step}
    public Builder firstStep(long step) {
      firstStep = step;
      return this;
    }

    /// {@return the call}
    ///
    /// @throws IllegalArgumentException naming what is missing or unknown
    public NeuronCall build() {
      return new NeuronCall(
          model,
          inputs,
          states,
          params,
          fromSecondStep,
          weights,
          dt,
          layout,
          record,
          outputs,
          readings,
          randomKey,
          firstStep);
    }

    /// {@return the result of running the call on the engine that [Engine#AUTO] picks}
    public NeuronResult run() {
      return run(Engine.AUTO);
    }

    /// {@return the result of running the call}
    public NeuronResult run(Engine engine) {
      return engine.run(build());
    }
  }
}
