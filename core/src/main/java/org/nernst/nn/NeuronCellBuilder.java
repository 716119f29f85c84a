package org.nernst.nn;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;
import org.nernst.engine.Engine;
import org.nernst.neuron.NeuronModel;
import org.nernst.neuron.Operation;
import org.nernst.tensor.DType;
import org.nernst.tensor.Tensor;
import org.nernst.tensor.Value;

/// Takes the arguments of a [NeuronCell].
public final class NeuronCellBuilder {
  final NeuronModel model;
  final SequencedMap<String, Value> params = new LinkedHashMap<>();
  final Map<String, Tensor> weights = new LinkedHashMap<>();
  TimeAxis axis = TimeAxis.FIRST;
  String output;
  double dt = 1;
  boolean recordStates;
  Engine engine = Engine.AUTO;
  Inputs inputs;

  private final List<String> paramNames;
  private final List<String> weightNames;

  /// How the input of a [NeuronCell] becomes the inputs of its model.
  @FunctionalInterface
  public interface Inputs {
    /// {@return a tensor for every input of the model, by name}
    ///
    /// @param x what the cell was given
    Map<String, Tensor> of(Tensor x);
  }

  NeuronCellBuilder(NeuronModel model) {
    this.model = model;
    output = model.outputs().keySet().iterator().next();
    paramNames = model.params().stream().map(NeuronModel.Param::name).toList();
    weightNames = model.linears().stream().map(Operation.Linear::weightName).distinct().toList();
    String only = model.inputs().getFirst();
    inputs = x -> Map.of(only, x);
    for (NeuronModel.Param param : model.params()) {
      Double byDefault = param.defaultValue();
      if (byDefault != null) {
        params.put(param.name(), Value.of(byDefault));
      }
    }
  }

  /// Sets a parameter to a number.
  public NeuronCellBuilder param(String name, double value) {
    return param(name, Value.of(value));
  }

  /// Sets a parameter to a tensor that isn't trained.
  ///
  /// @param value of a shape that broadcasts to the neurons'
  public NeuronCellBuilder param(String name, Tensor value) {
    return param(name, Value.of(value));
  }

  /// Sets a parameter.
  ///
  /// @param value a number, a tensor, or a trainable tensor ([Value#param])
  /// @throws IllegalArgumentException if the model has no such parameter
  public NeuronCellBuilder param(String name, Value value) {
    known("parameter", name, paramNames);
    params.put(name, value);
    return this;
  }

  /// Trains a parameter, from the number that it has now: the one given before, else the model's
  /// default.
  ///
  /// @param shape of the trained tensor, in float32; it broadcasts to the neurons'. Without numbers
  ///   all neurons share one
  /// @throws IllegalArgumentException if the model has no such parameter, or it isn't a number yet
  public NeuronCellBuilder train(String name, long... shape) {
    known("parameter", name, paramNames);
    if (!(params.get(name) instanceof Value.Num(double number))) {
      throw new IllegalArgumentException(
          "neuron %s: expected a number from which parameter %s is trained, got %s; give it with param(\"%s\", ...)"
              .formatted(model.name(), name, text(params.get(name)), name));
    }
    params.put(name, Value.param(Tensor.full(shape, number)));
    return this;
  }

  private static String text(@Nullable Value value) {
    return value == null ? "none" : NeuronValues.text(value);
  }

  /// Gives the matrix of a linear map, which is trained.
  ///
  /// @param weight (out, in), row = receiving neuron; a leaf
  /// @throws IllegalArgumentException if the model has no such map
  public NeuronCellBuilder weight(String name, Tensor weight) {
    known("weight", name, weightNames);
    weights.put(name, weight);
    return this;
  }

  /// Draws the matrix of a linear map uniformly from `±1/sqrt(in)`; it is trained.
  ///
  /// @param out neurons that receive
  /// @param in values that are mapped
  /// @throws IllegalArgumentException if the model has no such map
  public NeuronCellBuilder weight(String name, long out, long in) {
    known("weight", name, weightNames);
    weights.put(name, Initial.uniform(Initial.generator(), DType.FLOAT32, in, out, in));
    return this;
  }

  /// Says how the cell's input becomes the inputs of a model that has several: by cutting it, say.
  /// Without it the whole input goes to the model's only one.
  public NeuronCellBuilder inputs(Inputs inputs) {
    this.inputs = inputs;
    return this;
  }

  /// Chooses what the cell hands on; the model's first output by default.
  ///
  /// @throws IllegalArgumentException if the model has no such output
  public NeuronCellBuilder output(String name) {
    known("output", name, model.outputs().keySet());
    output = name;
    return this;
  }

  /// Sets the length of a step, in the unit that the model's time constants are made of; 1 by
  /// default.
  public NeuronCellBuilder dt(double dt) {
    if (!(dt > 0) || Double.isInfinite(dt)) {
      throw new IllegalArgumentException(
          "neuron %s: expected a finite dt > 0, got %s".formatted(model.name(), dt));
    }
    this.dt = dt;
    return this;
  }

  /// Says which axis of input and output is time; [TimeAxis#FIRST] by default. With [TimeAxis#NONE]
  /// a call is a single step.
  public NeuronCellBuilder time(TimeAxis axis) {
    this.axis = axis;
    return this;
  }

  /// Keeps the states of every step of a call, for [NeuronCell#recordings()].
  public NeuronCellBuilder recordStates(boolean recordStates) {
    this.recordStates = recordStates;
    return this;
  }

  /// Chooses what runs the equations; [Engine#AUTO] by default.
  public NeuronCellBuilder engine(Engine engine) {
    this.engine = engine;
    return this;
  }

  /// {@return the neurons}
  ///
  /// @throws IllegalArgumentException naming what was not said
  public NeuronCell build() {
    for (String name : paramNames) {
      if (!params.containsKey(name)) {
        throw new IllegalArgumentException(
            "neuron %s: parameter %s has no default; give it with param(\"%s\", ...)"
                .formatted(model.name(), name, name));
      }
    }
    for (String name : weightNames) {
      if (!weights.containsKey(name)) {
        throw new IllegalArgumentException(
            "neuron %s: the linear map %s has no matrix; give it with weight(\"%s\", ...)"
                .formatted(model.name(), name, name));
      }
    }
    return new NeuronCell(this);
  }

  private void known(String what, String name, Collection<String> expected) {
    if (!expected.contains(name)) {
      throw new IllegalArgumentException(
          "neuron %s: expected as %s %s, got %s"
              .formatted(
                  model.name(), what, expected.isEmpty() ? "none" : "one of " + expected, name));
    }
  }
}
