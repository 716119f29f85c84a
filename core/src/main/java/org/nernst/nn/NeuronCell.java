package org.nernst.nn;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.nernst.engine.Engine;
import org.nernst.engine.NeuronCall;
import org.nernst.engine.NeuronEngine;
import org.nernst.engine.NeuronResult;
import org.nernst.engine.fused.LinearCurrent;
import org.nernst.memory.Layout;
import org.nernst.neuron.Leaf;
import org.nernst.neuron.NeuronModel;
import org.nernst.neuron.Operation;
import org.nernst.neuron.TernaryOp;
import org.nernst.tensor.Autograd;
import org.nernst.tensor.DType;
import org.nernst.tensor.Generator;
import org.nernst.tensor.Scope;
import org.nernst.tensor.Tensor;
import org.nernst.tensor.Value;

/// Neurons of any model in a network, with their state in and out: a [NeuronModel] of one's own is
/// used like the built-in neurons, and as fast.
///
/// ```java
/// NeuronCell neurons =
///     NeuronCell.builder(tired)                     // a NeuronModel
///         .param("decay", 0.8)                      // instead of the model's default
///         .train("v_th", 128)                       // a threshold for each of 128 neurons
///         .build();
/// Sequential network = new Sequential(new Linear(64, 128), neurons, new Linear(128, 10), new LI());
/// ```
///
/// Input and output are (time, ...) as Norse's, (batch, time, ...) as Sinabs's, or a single step
/// (...), as [NeuronCellBuilder#time] says; every element behind is a neuron. [Stateful] keeps the
/// state between calls. Trainable parameters and weights are parameters of the module under their
/// names, other tensors are buffers that aren't saved, numbers are no part of the state dict.
public final class NeuronCell extends Cell<NeuronState>
    implements FedCell<NeuronState>, NeuronModule, Timed {
  private static final String RANDOM = "random";

  private final NeuronModel model;
  private final NeuronValues values;
  private final NeuronCellBuilder.Inputs inputs;
  private final TimeAxis axis;
  private final String output;
  private final double dt;
  private final boolean recordStates;
  private final Map<String, Tensor> recordings = new LinkedHashMap<>();
  private long randomKey = Generator.root().stream("nn.neurons").nextLong();
  private long stepsTaken;
  private Engine engine;

  NeuronCell(NeuronCellBuilder with) {
    model = with.model;
    axis = with.axis;
    output = with.output;
    dt = with.dt;
    recordStates = with.recordStates;
    engine = with.engine;
    inputs = with.inputs;
    values = new NeuronValues(this, with.params);
    with.weights.forEach(this::registerParameter);
  }

  /// Neurons with the model's default parameters, steps of length 1, time first.
  ///
  /// @param model the equations; every parameter has a default and there are no linear maps
  /// @throws IllegalArgumentException naming what has to be said by [#builder]
  public static NeuronCell of(NeuronModel model) {
    return builder(model).build();
  }

  /// Starts neurons with something else than [#of].
  ///
  /// @param model the equations
  public static NeuronCellBuilder builder(NeuronModel model) {
    return new NeuronCellBuilder(model);
  }

  /// The equations of one step; `model().equations()` is their text.
  public NeuronModel model() {
    return model;
  }

  /// The value of a parameter now: after training, a cast, or a load.
  ///
  /// @throws IllegalArgumentException if the model has no such parameter
  public Value param(String name) {
    return values.get(name);
  }

  /// Length of a time step.
  public double dt() {
    return dt;
  }

  /// What runs the equations.
  public Engine engine() {
    return engine;
  }

  /// Chooses what runs the equations; [Engine#AUTO] at first.
  public void engine(Engine engine) {
    this.engine = engine;
  }

  /// The states after each step of the last call, by name, with an axis of time; empty unless built
  /// with [NeuronCellBuilder#recordStates]. They carry gradients, and are closed by the next call.
  public Map<String, Tensor> recordings() {
    return Map.copyOf(recordings);
  }

  @Override
  public TimeAxis timeAxis() {
    return axis;
  }

  /// Whether the output that it hands on is what a `spike` of the model gave.
  @Override
  public boolean emitsSpikes() {
    return model.outputs().get(output) instanceof Operation.Ternary t && t.op() == TernaryOp.SPIKE;
  }

  @Override
  protected Step<NeuronState> compute(Tensor x, @Nullable NeuronState state) {
    return compute(x, state, engine::run);
  }

  @Override
  public Step<NeuronState> forward(LinearCurrent current, @Nullable NeuronState state) {
    return isHooked() || axis == TimeAxis.NONE || model.inputs().size() > 1
        ? forward(current.whole(), state)
        : compute(current.standIn(), state, call -> current.run(engine, call));
  }

  private Step<NeuronState> compute(
      Tensor x, @Nullable NeuronState state, Function<NeuronCall, NeuronResult> run) {
    NeuronCall.Builder call = wanted(call(x, model));
    if (state != null) {
      call.states(state.fields());
    }
    NeuronResult result = run.apply(call.build());
    stepsTaken += axis == TimeAxis.NONE ? 1 : x.size(layout().timeDim());
    recordings.values().forEach(Tensor::close);
    recordings.clear();
    result.recorded().values().forEach(Scope::promote);
    recordings.putAll(result.recorded());
    return new Step<>(result.output(output), NeuronState.of(result.states()));
  }

  private NeuronCall.Builder wanted(NeuronCall.Builder call) {
    call.randomKey(randomKey).firstStep(stepsTaken).outputs(output);
    return recordStates ? call.record(model.next().keySet().toArray(String[]::new)) : call;
  }

  @Override
  protected void compileKernels(DType dtype) {
    try (var _ = Scope.open()) {
      NeuronCall.Builder call = wanted(equations(model));
      for (String input : model.inputs()) {
        call.input(input, Rehearsal.input(layout(), dtype, behindBatch(input)));
      }
      NeuronEngine.compile(engine, call.build(), training());
    }
  }

  /// The axes of an input behind time and batch, as linear maps and parameters tell them.
  private long[] behindBatch(String input) {
    for (Operation.Linear map : model.linears()) {
      if (map.operand() instanceof Leaf.InputRef read && read.inputName().equals(input)) {
        return new long[] {getParameter(map.weightName()).size(1)};
      }
    }
    return model.isStaged()
        ? new long[] {getParameter(model.linears().getFirst().weightName()).size(0)}
        : Rehearsal.neurons(values.current());
  }

  private NeuronCall.Builder call(Tensor x, NeuronModel equations) {
    NeuronCall.Builder call = equations(equations);
    inputs.of(x).forEach(call::input);
    return call;
  }

  private NeuronCall.Builder equations(NeuronModel equations) {
    NeuronCall.Builder call =
        NeuronCall.of(equations).params(values.current()).dt(dt).layout(layout());
    model.linears().forEach(map -> call.weight(map.weightName(), getParameter(map.weightName())));
    return call;
  }

  @Override
  public NeuronStep neuronStep() {
    if (model.inputs().size() > 1 || !model.outputs().keySet().iterator().next().equals(output)) {
      throw new UnsupportedOperationException(
          "expected a neuron of one input that hands on its first output, got inputs %s and output %s"
              .formatted(model.inputs(), output));
    }
    Map<String, NeuronStep.LinearMap> maps = new LinkedHashMap<>();
    for (Operation.Linear map : model.linears()) {
      maps.put(map.weightName(), NeuronStep.LinearMap.of(getParameter(map.weightName())));
    }
    return new NeuronStep(model, values.current(), maps, dt);
  }

  /// Which random numbers come next, for models that draw some.
  @Override
  protected SequencedMap<String, Tensor> transientState() {
    SequencedMap<String, Tensor> state = super.transientState();
    state.put(RANDOM, Tensor.of(new long[] {randomKey, stepsTaken}, 2));
    return state;
  }

  @Override
  protected void loadTransientState(Map<String, Tensor> state) {
    Map<String, Tensor> rest = new LinkedHashMap<>(state);
    Tensor random = rest.remove(RANDOM);
    super.loadTransientState(rest);
    if (random != null) {
      long[] drawn = random.toLongArray();
      randomKey = drawn[0];
      stepsTaken = drawn[1];
    }
  }

  private Layout layout() {
    return switch (axis) {
      case NONE -> Layout.STEP;
      case FIRST -> Layout.TIME_MAJOR;
      case SECOND -> Layout.BATCH_MAJOR;
    };
  }

  /// The model's initial values in the shape of the neurons, without gradient.
  ///
  /// @param x an input as [#forward(Tensor)] takes it
  @Override
  public NeuronState initialState(Tensor x) {
    Tensor first = axis == TimeAxis.NONE ? x : x.narrow(layout().timeDim(), 0, 1);
    try (Scope scope = Scope.open();
        var _ = Autograd.noGrad()) {
      Map<String, Tensor> after = call(first, model).run(Engine.EAGER).states();
      Map<String, Tensor> before = call(first, model.atRest()).run(Engine.EAGER).states();
      Map<String, Tensor> resting = new LinkedHashMap<>();
      after.forEach(
          (name, state) -> {
            Tensor value = Objects.requireNonNull(before.get(name));
            resting.put(name, value.expand(state.shape()).clone().detach());
          });
      return scope.keep(NeuronState.of(resting));
    }
  }

  @Override
  public String extraRepr() {
    StringBuilder text = new StringBuilder(model.name());
    values
        .current()
        .forEach(
            (name, value) ->
                text.append(", ").append(name).append('=').append(NeuronValues.text(value)));
    return text.append(", dt=").append(dt).toString();
  }
}
