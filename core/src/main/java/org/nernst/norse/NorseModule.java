package org.nernst.norse;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.nernst.engine.Engine;
import org.nernst.engine.NeuronCall;
import org.nernst.engine.NeuronEngine;
import org.nernst.engine.fused.LinearCurrent;
import org.nernst.memory.Layout;
import org.nernst.neuron.NeuronModel;
import org.nernst.neuron.Reading;
import org.nernst.nn.Cell;
import org.nernst.nn.NeuronModule;
import org.nernst.nn.NeuronStep;
import org.nernst.nn.Rehearsal;
import org.nernst.nn.Step;
import org.nernst.nn.Timed;
import org.nernst.tensor.DType;
import org.nernst.tensor.Scope;
import org.nernst.tensor.Tensor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What the modules of this package have in common: parameters, the length of a step, and equations
/// that an engine runs.
///
/// Trainable values of the parameters ([org.nernst.tensor.Value#param]) are parameters of the
/// module under the name `p.<name>`, `p.v_th` say; other tensors are buffers that aren't saved;
/// numbers are no part of the state dict. Upstream leaves all of them out of the module.
///
/// @param <P> the neuron's parameters
/// @param <S> the neuron's state
public abstract class NorseModule<P extends NorseParameters<P>, S extends NorseState<S>>
    extends Cell<S> implements NeuronModule {
  private static final Logger LOG = LoggerFactory.getLogger(NorseModule.class);
  private static final AtomicBoolean WARNED_OF_SMALL_STEP = new AtomicBoolean();

  private final NorseNeuron<P, S> neuron;
  private final P given;
  private final @Nullable ParameterModule<P> tensors;
  private final NorseNeuron.Prepared givenPrepared;
  private final double dt;
  private Engine engine = Engine.AUTO;

  NorseModule(NorseNeuron<P, S> neuron, P p, double dt) {
    ParameterChecks.requireValid(p.values(), dt);
    warnOfSmallStep(p, dt);
    this.neuron = neuron;
    this.given = p;
    this.dt = dt;
    this.givenPrepared = neuron.prepared(p);
    this.tensors = ParameterModule.holdsTensors(p) ? new ParameterModule<>(p) : null;
    if (tensors != null) {
      registerModule("p", tensors);
    }
  }

  /// The parameters, with the tensors that the module holds now: after a cast, a move or a load.
  public final P p() {
    return tensors == null ? given : tensors.current();
  }

  /// Length of a time step, in the unit of the time constants: seconds with the default parameters.
  public final double dt() {
    return dt;
  }

  /// The equations of one step; `model().equations()` is their text.
  public final NeuronModel model() {
    return givenPrepared.model();
  }

  /// What runs the equations.
  public final Engine engine() {
    return engine;
  }

  /// Chooses what runs the equations; [Engine#AUTO] at first.
  public final void engine(Engine engine) {
    this.engine = engine;
  }

  @Override
  public final NeuronStep neuronStep() {
    Map<String, NeuronStep.LinearMap> maps = new HashMap<>();
    weights().forEach((name, weight) -> maps.put(name, NeuronStep.LinearMap.of(weight)));
    return new NeuronStep(model(), prepared().params(), maps, dt);
  }

  private NorseNeuron.Prepared prepared() {
    return tensors == null ? givenPrepared : neuron.prepared(tensors.current());
  }

  /// The linear maps of the equations: none, unless a subclass has some.
  Map<String, Tensor> weights() {
    return Map.of();
  }

  @Override
  public String extraRepr() {
    return "p=" + p() + ", dt=" + dt;
  }

  final Step<S> run(Tensor input, @Nullable S state, Layout layout, boolean recordStates) {
    return neuron.run(
        input,
        state,
        prepared(),
        dt,
        weights(),
        layout,
        recordStates,
        readingOf(layout),
        engine::run);
  }

  /// A single step is what it is.
  private Reading readingOf(Layout layout) {
    return layout == Layout.STEP ? Reading.EVERY_STEP : reading();
  }

  final Step<S> run(LinearCurrent current, @Nullable S state, Layout layout, boolean recordStates) {
    return neuron.run(
        current.standIn(),
        state,
        prepared(),
        dt,
        weights(),
        layout,
        recordStates,
        readingOf(layout),
        call -> current.run(engine, call));
  }

  /// Whether a call returns the states of every step.
  boolean records() {
    return false;
  }

  /// An input of one step without batch: the shape of the neurons, unless there are weights.
  long[] rehearsedInput() {
    return Rehearsal.neurons(prepared().params());
  }

  @Override
  protected void compileKernels(DType dtype) {
    Layout layout = this instanceof Timed ? Layout.TIME_MAJOR : Layout.STEP;
    try (var _ = Scope.open()) {
      Tensor input = Rehearsal.input(layout, dtype, rehearsedInput());
      NeuronCall call =
          neuron.call(input, null, prepared(), dt, weights(), layout, records(), reading()).build();
      NeuronEngine.compile(engine, call, training());
    }
  }

  final S restingState(Tensor input, long[] shape) {
    return neuron.initialState(p(), shape, input, false);
  }

  final S broadcastRestingState(Tensor input) {
    return neuron.initialState(p(), input.shape(), input, true);
  }

  private static void warnOfSmallStep(NorseParameters<?> p, double dt) {
    String doubt = ParameterChecks.doubtfulStep(p.values(), dt);
    if (doubt != null && !WARNED_OF_SMALL_STEP.getAndSet(true)) {
      LOG.warn(doubt);
    }
  }
}
