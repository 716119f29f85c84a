package org.nernst.sinabs;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SequencedMap;
import org.nernst.engine.NeuronResult;
import org.nernst.neuron.Reading;
import org.nernst.nn.Layer;
import org.nernst.nn.StatefulModule;
import org.nernst.nn.TimeAxis;
import org.nernst.nn.Timed;
import org.nernst.tensor.Autograd;
import org.nernst.tensor.DType;
import org.nernst.tensor.Generator;
import org.nernst.tensor.Scope;
import org.nernst.tensor.Tensor;

/// A layer of neurons that keeps their states between calls, so that a sequence may be given in
/// parts: input and output are (batch, time, ...).
///
/// The states are buffers of shape (batch, ...) and part of the state dict, as in Sinabs. Before
/// the first input they have shape (0); a layer in this condition takes over the shape of a loaded
/// state. They carry their gradient history from call to call; [#detachStates()] or [#zeroGrad()]
/// cut it, which is truncated back-propagation through time. Another batch size than the state's
/// starts from zero, unless the layer was built with [BatchChange#ERROR]; another neuron shape too.
///
/// Source: Sinabs, layers.StatefulLayer.
public abstract class StatefulLayer extends Layer implements StatefulModule, Timed {
  private final List<String> stateNames;
  private final boolean recordStates;
  private final BatchChange batchChange;
  private final SequencedMap<String, Tensor> recordings = new LinkedHashMap<>();
  private final FiringRate firingRate = new FiringRate();

  StatefulLayer(List<String> stateNames, boolean recordStates, BatchChange batchChange) {
    this.stateNames = List.copyOf(stateNames);
    this.recordStates = recordStates;
    this.batchChange = batchChange;
    for (String name : stateNames) {
      registerBuffer(name, Tensor.zeros(DType.FLOAT32, 0), true);
    }
  }

  /// Runs the neurons over a sequence.
  ///
  /// @param x input (batch, time, ...), at least one step
  /// @param states by name, each (batch, ...)
  /// @param record names of the states to record
  /// @return outputs and recorded states (batch, time, ...), states after the last step
  abstract NeuronResult run(Tensor x, Map<String, Tensor> states, List<String> record);

  /// {@return what of the output a call returns}
  public abstract Reading reading();

  /// {@return the name of the output in the result of a run}
  abstract String outputName();

  /// {@return the dtype in which new states are made before there was an input}
  abstract DType parameterDType();

  @Override
  protected final Tensor compute(Tensor x) {
    return compute(x, this::run);
  }

  /// Runs the neurons over a sequence.
  @FunctionalInterface
  interface Run {
    /// As [StatefulLayer#run].
    NeuronResult run(Tensor x, Map<String, Tensor> states, List<String> record);
  }

  final Tensor compute(Tensor x, Run neurons) {
    long[] shape = x.shape();
    if (shape.length < 2) {
      throw new IllegalArgumentException(
          "expected input (batch, time, ...), got " + Tensor.shapeText(shape));
    }
    if (shape[1] == 0) {
      throw new IllegalArgumentException(
          "expected input (batch, time, ...) with at least one time step, got "
              + Tensor.shapeText(shape));
    }
    prepareStates(x);
    NeuronResult result = neurons.run(x, states(), recorded());
    for (String name : stateNames) {
      setBuffer(name, result.state(name));
    }
    recordings.values().forEach(Tensor::close);
    recordings.clear();
    for (var entry : result.recorded().entrySet()) {
      Scope.promote(entry.getValue());
      recordings.put(entry.getKey(), entry.getValue());
    }
    Tensor output = result.output(outputName());
    switch (reading()) {
      case EVERY_STEP -> firingRate.of(output, 1);
      case SUM -> firingRate.of(output, shape[1]);
      case LAST -> firingRate.forget();
    }
    return output;
  }

  final List<String> recorded() {
    return recordStates ? stateNames : List.of();
  }

  private void prepareStates(Tensor x) {
    long[] wanted = stateShape(x.shape());
    DType dtype = x.dtype().isFloating() ? x.dtype() : DType.FLOAT32;
    for (String name : stateNames) {
      Tensor state = state(name);
      if (isUninitialised(state)) {
        setBuffer(name, zeroState(wanted, dtype, x));
      } else if (state.dtype() != dtype) {
        throw new IllegalArgumentException(
            "expected input in the dtype of state %s, %s, got %s; convert the layer with to(%s), or call forgetStates()"
                .formatted(name, state.dtype(), dtype, dtype));
      } else if (!Arrays.equals(state.shape(), wanted)) {
        if (batchChange == BatchChange.ERROR) {
          throw new IllegalArgumentException(
              "expected input for state %s of shape %s, got input %s"
                  .formatted(name, Tensor.shapeText(state.shape()), Tensor.shapeText(x.shape())));
        }
        setBuffer(name, zeroState(wanted, dtype, x));
        shapeChanged();
      }
    }
  }

  private static Tensor zeroState(long[] shape, DType dtype, Tensor x) {
    return Tensor.zeros(dtype, shape).to(x.device());
  }

  static long[] stateShape(long[] input) {
    long[] shape = new long[input.length - 1];
    shape[0] = input[0];
    System.arraycopy(input, 2, shape, 1, shape.length - 1);
    return shape;
  }

  private static boolean isUninitialised(Tensor state) {
    return state.dim() == 1 && state.size(0) == 0;
  }

  /// The state got another shape: whatever else depends on it starts anew.
  void shapeChanged() {}

  private Map<String, Tensor> states() {
    SequencedMap<String, Tensor> states = new LinkedHashMap<>();
    stateNames.forEach(name -> states.put(name, state(name)));
    return states;
  }

  final Tensor state(String name) {
    return Objects.requireNonNull(bufferOrNull(name), name);
  }

  @Override
  protected boolean adoptsBuffer(String name, Tensor loaded) {
    return stateNames.contains(name) && isUninitialised(state(name));
  }

  /// {@return names of the states: `v_mem`, and `i_syn` where there is a synaptic filter}
  public final List<String> stateNames() {
    return stateNames;
  }

  /// {@return the membrane potential (batch, ...) after the last step, with its history} The tensor
  /// belongs to the layer and is closed by the next call.
  public final Tensor vMem() {
    return state("v_mem");
  }

  /// {@return the synaptic current (batch, ...) after the last step; only there with a synaptic
  /// filter} The tensor belongs to the layer and is closed by the next call.
  public final Optional<Tensor> iSyn() {
    return stateNames.contains("i_syn") ? Optional.of(state("i_syn")) : Optional.empty();
  }

  /// {@return the shape of the state, batch included; empty before there is one}
  public final Optional<long[]> shape() {
    return isStateInitialised() ? Optional.of(vMem().shape()) : Optional.empty();
  }

  /// {@return the states of each step of the last call, (batch, time, ...), after reset and clip;
  /// empty unless built with recordStates} They carry gradients, and are closed by the next call.
  /// (The recurrent layers of Sinabs record the following step before its reset.)
  public final Map<String, Tensor> recordings() {
    return Map.copyOf(recordings);
  }

  /// {@return mean output per neuron and step of the last call, with its history; empty before the
  /// first, and after one that returned the last step only} Closed by the next call. It is computed
  /// when first asked for; until then, or until the next call, the layer keeps the output in
  /// memory.
  public final Optional<Tensor> firingRate() {
    return firingRate.get();
  }

  /// {@return whether the states have a shape: given, loaded, or taken from an input}
  public final boolean isStateInitialised() {
    return stateNames.stream().noneMatch(name -> isUninitialised(state(name)));
  }

  /// {@return whether every state of this layer has this shape, batch included}
  public final boolean stateHasShape(long... shape) {
    return stateNames.stream().allMatch(name -> Arrays.equals(state(name).shape(), shape));
  }

  /// {@return whether every state of this layer has this shape behind the batch axis}
  public final boolean hasTrailingDimension(long... trailing) {
    return stateNames.stream()
        .map(name -> state(name).shape())
        .allMatch(s -> s.length > 0 && Arrays.equals(Arrays.copyOfRange(s, 1, s.length), trailing));
  }

  /// Makes zero states.
  ///
  /// @param shape (batch, ...)
  public final void initStateWithShape(long... shape) {
    initStateWithShape(shape, false);
  }

  /// Makes states.
  ///
  /// @param shape (batch, ...)
  /// @param randomize whether to draw them uniformly from [0, 1) instead of taking zero
  public final void initStateWithShape(long[] shape, boolean randomize) {
    if (shape.length == 0) {
      throw new IllegalArgumentException("expected a state shape (batch, ...), got ()");
    }
    allocateStates(shape);
    shapeChanged();
    if (randomize) {
      resetStates(true, Map.of());
    }
  }

  final void allocateStates(long[] shape) {
    for (String name : stateNames) {
      setBuffer(name, Tensor.zeros(parameterDType(), shape).to(state(name).device()));
    }
  }

  /// Sets the states to zero and cuts their history; their shape stays. Nothing happens before
  /// there is a state.
  @Override
  public void resetStates() {
    resetStates(false, Map.of());
  }

  /// Sets the states to zero or to random values and cuts their history; their shape stays. Nothing
  /// happens before there is a state.
  ///
  /// @param randomize whether to draw uniformly
  /// @param ranges by state; [0, 1) where there is none
  public void resetStates(boolean randomize, Map<String, ValueRange> ranges) {
    for (String name : ranges.keySet()) {
      if (!stateNames.contains(name)) {
        throw new IllegalArgumentException(
            "expected value ranges for states among %s, got %s".formatted(stateNames, name));
      }
    }
    if (!randomize && !ranges.isEmpty()) {
      throw new IllegalArgumentException(
          "expected no value ranges when randomize is false, got " + ranges);
    }
    firingRate.detach();
    if (!isStateInitialised()) {
      return;
    }
    Generator generator = Generator.root().stream("sinabs.resetStates");
    try (var _ = Autograd.noGrad()) {
      for (String name : stateNames) {
        Tensor old = state(name);
        Tensor fresh = Tensor.zerosLike(old);
        if (randomize) {
          ValueRange range = ranges.getOrDefault(name, new ValueRange(0, 1));
          fresh.uniformInPlace(range.min(), range.max(), generator);
        }
        setBuffer(name, fresh);
      }
    }
  }

  /// Goes back to the condition before the first input: no states, any shape and dtype welcome.
  public void forgetStates() {
    for (String name : stateNames) {
      setBuffer(name, Tensor.zeros(parameterDType(), 0).to(state(name).device()));
    }
    firingRate.forget();
  }

  @Override
  public void detachStates() {
    for (String name : stateNames) {
      setBuffer(name, state(name).detach());
    }
    firingRate.detach();
  }

  /// Clears the gradients of the parameters and cuts the history of the states, whose values stay.
  @Override
  public void zeroGrad(boolean setToNone) {
    super.zeroGrad(setToNone);
    detachStates();
  }

  @Override
  public final TimeAxis timeAxis() {
    return TimeAxis.SECOND;
  }
}
