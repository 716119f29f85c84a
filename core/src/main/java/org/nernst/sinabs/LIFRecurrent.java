package org.nernst.sinabs;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;
import org.nernst.engine.Engine;
import org.nernst.engine.NeuronCall;
import org.nernst.engine.NeuronResult;
import org.nernst.engine.fused.LinearCurrent;
import org.nernst.memory.Layout;
import org.nernst.neuron.NeuronModel;
import org.nernst.nn.Linear;
import org.nernst.nn.Module;
import org.nernst.nn.NeuronStep;
import org.nernst.tensor.DType;
import org.nernst.tensor.Scope;
import org.nernst.tensor.Tensor;
import org.nernst.tensor.Value;

/// Leaky integrate-and-fire neurons over a sequence, whose spikes come back as current one step
/// later through any module: (batch, time, ...) in, spikes of the same shape out.
///
/// Each step is that of [LIF] on `x + rec_connect(spikes of the step before)`. The connection gets
/// the spikes (counts, with MultiSpike) as (batch, ...) without time axis and may give back any
/// shape with as many elements: Linear, a padded Conv2d, Flatten with Linear, a cell with states,
/// and so on. The sum passes the synaptic filter and the normalisation like any input.
///
/// The last spikes are part of the state, in the buffer `last_spikes` that is not in the state
/// dict: they are fed back in the step that consumes them, so that a sequence gives the same in one
/// call and in several. (Sinabs loses the feedback between calls, and runs the connection once more
/// at the end of each.) In the first step and after a reset there are none; then the feedback is
/// zero and the connection is not called. Unlike in Sinabs the connection may hold buffers and
/// states; they are reset and detached together with the layer, and are not taken for its own.
///
/// Source: Sinabs, layers.LIFRecurrent.
public class LIFRecurrent extends LIF {
  private static final String LAST_SPIKES = LIFModel.LAST_SPIKES;
  private static final String CONNECTION = "connection_";

  private final Module recConnect;
  private final RecurrentConnection connection;
  private final Lazy withMap = new Lazy(LIFModel.Feedback.LINEAR);
  private final Lazy withMapAndBias = new Lazy(LIFModel.Feedback.LINEAR_WITH_BIAS);

  /// A variant of the model, made when it is first used.
  private final class Lazy {
    private final LIFModel.Feedback feedback;
    private @Nullable NeuronModel made;

    Lazy(LIFModel.Feedback feedback) {
      this.feedback = feedback;
    }

    NeuronModel get() {
      NeuronModel known = made;
      if (known == null) {
        known = equations().with(feedback).build();
        made = known;
      }
      return known;
    }
  }

  /// Neurons with all else at its default.
  ///
  /// @param tauMem membrane time constant, in steps, > 0
  /// @param recConnect from spikes to current
  public LIFRecurrent(double tauMem, Module recConnect) {
    this(builder(tauMem, recConnect), recConnect, true);
  }

  LIFRecurrent(LayerBuilder<?> builder, Module recConnect, boolean leak) {
    super(builder, leak);
    this.recConnect = recConnect;
    this.connection = RecurrentConnection.of(recConnect);
    registerModule("rec_connect", recConnect);
    registerBuffer(LAST_SPIKES, null, false);
  }

  /// {@return the module from spikes to current}
  public final Module recConnect() {
    return recConnect;
  }

  /// {@return the output (batch, ...) of the last step, which the next one feeds back; empty before
  /// the first input and after a reset}
  public final Optional<Tensor> lastSpikes() {
    return Optional.ofNullable(bufferOrNull(LAST_SPIKES));
  }

  /// The connection within needs the current of every step.
  @Override
  public final Tensor forward(LinearCurrent current) {
    return forward(current.whole());
  }

  @Override
  final NeuronResult run(Tensor x, Map<String, Tensor> states, List<String> record) {
    Linear linear = linearMap(x);
    if (linear == null) {
      return stepByStep(x, states, record);
    }
    return atOnce(linear, x, states, record);
  }

  @Override
  public final NeuronStep neuronStep() {
    if (recConnect instanceof Linear linear && isPlain(linear)) {
      var map = new NeuronStep.LinearMap(linear.weight(), linear.bias(), true);
      return new NeuronStep(
          withMap.get(), parameterValues(), Map.of(LIFModel.FEEDBACK_WEIGHT, map), 1);
    }
    throw new UnsupportedOperationException(
        "expected a square Linear without hooks as rec_connect, got "
            + recConnect.getClass().getSimpleName());
  }

  /// The kernel of a whole sequence where the connection is within the equations, else that of a
  /// single step.
  @Override
  protected final void compileKernels(DType dtype) {
    if (engine() == Engine.EAGER
        || !(recConnect instanceof Linear linear && isPlain(linear))
        || linear.weight().dtype() != dtype) {
      compileKernels(NeuronCall.of(model()), Layout.STEP, dtype, Map.of(), parameterValues());
      return;
    }
    try (var _ = Scope.open()) {
      Map<String, Tensor> spikes =
          Map.of(LAST_SPIKES, Tensor.zeros(dtype, 1, linear.weight().size(0)));
      compileKernels(
          withConnection(linear), Layout.BATCH_MAJOR, dtype, spikes, valuesWithBias(linear));
    }
  }

  @Override
  final long[] neuronsFor(Map<String, Value> values) {
    return recConnect instanceof Linear linear && isPlain(linear)
        ? new long[] {linear.weight().size(0)}
        : super.neuronsFor(values);
  }

  private NeuronCall.Builder withConnection(Linear linear) {
    NeuronModel model = linear.bias() == null ? withMap.get() : withMapAndBias.get();
    return NeuronCall.of(model).weight(LIFModel.FEEDBACK_WEIGHT, linear.weight());
  }

  private Map<String, Value> valuesWithBias(Linear linear) {
    Map<String, Value> values = new LinkedHashMap<>(parameterValues());
    Tensor bias = linear.bias();
    if (bias != null) {
      values.put(LIFModel.FEEDBACK_BIAS, Value.of(bias));
    }
    return values;
  }

  /// Whether the connection is nothing but a linear map between the neurons.
  private static boolean isPlain(Linear linear) {
    return linear.getClass() == Linear.class
        && !linear.isHooked()
        && linear.weight().size(0) == linear.weight().size(1);
  }

  /// The connection, if it is nothing but a linear map over the last axis of the neurons, which the
  /// model can hold.
  private @Nullable Linear linearMap(Tensor x) {
    long width = x.size(-1);
    boolean plain =
        engine() != Engine.EAGER
            && x.dim() > 2
            && recConnect instanceof Linear linear
            && isPlain(linear)
            && linear.weight().dtype() == x.dtype()
            && linear.weight().size(1) == width;
    return plain ? (Linear) recConnect : null;
  }

  /// The whole sequence as one run of a model that holds the connection. Before there were spikes
  /// nothing comes back, not even the bias.
  private NeuronResult atOnce(
      Linear linear, Tensor x, Map<String, Tensor> states, List<String> record) {
    NeuronCall.Builder variant = withConnection(linear);
    Map<String, Tensor> all = new LinkedHashMap<>(states);
    Tensor spikes = bufferOrNull(LAST_SPIKES);
    if (spikes == null) {
      spikes = Tensor.zeros(x.dtype(), stateShape(x.shape())).to(x.device());
      if (linear.bias() != null) {
        variant.fromSecondStep(LIFModel.FEEDBACK_BIAS);
      }
    }
    all.put(LAST_SPIKES, spikes);
    NeuronResult result =
        runModel(variant, Layout.BATCH_MAJOR, x, all, valuesWithBias(linear), record);
    setBuffer(LAST_SPIKES, result.state(LAST_SPIKES));
    return result;
  }

  /// Any connection: one call of it and of the model for each step.
  private NeuronResult stepByStep(Tensor x, Map<String, Tensor> states, List<String> record) {
    Map<String, Value> values = parameterValues();
    List<Tensor> outputs = new ArrayList<>();
    Map<String, List<Tensor>> recorded = new LinkedHashMap<>();
    record.forEach(name -> recorded.put(name, new ArrayList<>()));
    Map<String, Tensor> current = states;
    @Nullable Tensor spikes = bufferOrNull(LAST_SPIKES);
    for (Tensor input : x.unbind(1)) {
      try (Scope scope = Scope.open()) {
        Tensor total = spikes == null ? input : input.add(feedback(spikes));
        NeuronResult step = runModel(Layout.STEP, total, current, values, List.of());
        current = step.states();
        spikes = step.output(outputName());
        scope.keep(spikes);
        current.values().forEach(scope::keep);
        recorded.forEach((name, steps) -> steps.add(step.state(name)));
        outputs.add(spikes);
      }
    }
    setBuffer(LAST_SPIKES, spikes);
    Map<String, Tensor> stacked = new LinkedHashMap<>();
    recorded.forEach((name, steps) -> stacked.put(name, Tensor.stack(steps, 1)));
    return new NeuronResult(Map.of(outputName(), read(outputs)), current, stacked);
  }

  private Tensor read(List<Tensor> outputs) {
    return switch (reading()) {
      case EVERY_STEP -> Tensor.stack(outputs, 1);
      case SUM -> Tensor.stack(outputs, 1).sum(1);
      case LAST -> outputs.getLast();
    };
  }

  private Tensor feedback(Tensor spikes) {
    Tensor current = connection.apply(spikes);
    if (current.numel() != spikes.numel()) {
      throw new IllegalArgumentException(
          "expected rec_connect to give %d values for spikes %s, got %s"
              .formatted(
                  spikes.numel(),
                  Tensor.shapeText(spikes.shape()),
                  Tensor.shapeText(current.shape())));
    }
    return Arrays.equals(current.shape(), spikes.shape())
        ? current
        : current.reshape(spikes.shape());
  }

  private void forgetSpikes() {
    setBuffer(LAST_SPIKES, null);
    connection.reset();
  }

  @Override
  final void shapeChanged() {
    forgetSpikes();
  }

  @Override
  public void resetStates(boolean randomize, Map<String, ValueRange> ranges) {
    super.resetStates(randomize, ranges);
    forgetSpikes();
  }

  @Override
  public void forgetStates() {
    super.forgetStates();
    forgetSpikes();
  }

  @Override
  public void detachStates() {
    super.detachStates();
    lastSpikes().ifPresent(spikes -> setBuffer(LAST_SPIKES, spikes.detach()));
    connection.detach();
  }

  /// The last spikes, and the states of a connection that is a cell.
  @Override
  protected final SequencedMap<String, Tensor> transientState() {
    SequencedMap<String, Tensor> state = super.transientState();
    List<Tensor> tensors = connection.state();
    for (int i = 0; i < tensors.size(); i++) {
      state.put(CONNECTION + i, tensors.get(i).detach());
    }
    return state;
  }

  @Override
  protected final void loadTransientState(Map<String, Tensor> state) {
    Map<String, Tensor> rest = new LinkedHashMap<>(state);
    List<Tensor> tensors = new ArrayList<>();
    for (Tensor t = rest.remove(CONNECTION + 0); t != null; ) {
      tensors.add(t);
      t = rest.remove(CONNECTION + tensors.size());
    }
    super.loadTransientState(rest);
    connection.load(tensors, bufferOrNull(LAST_SPIKES));
  }

  /// Starts a layer of leaky recurrent neurons.
  ///
  /// @param tauMem membrane time constant, in steps, > 0
  /// @param recConnect from spikes to current
  public static Builder builder(double tauMem, Module recConnect) {
    return new Builder(Value.of(tauMem), recConnect);
  }

  /// Starts a layer of leaky recurrent neurons with time constants of their own.
  ///
  /// @param tauMem in steps, > 0, of a shape that broadcasts to the neurons'
  /// @param recConnect from spikes to current
  public static Builder builder(Tensor tauMem, Module recConnect) {
    return new Builder(Value.of(tauMem), recConnect);
  }

  /// Takes the arguments of a [LIFRecurrent].
  public static final class Builder extends LeakyBuilder<Builder> {
    private final Module recConnect;

    private Builder(Value tauMem, Module recConnect) {
      super(tauMem);
      this.recConnect = recConnect;
    }

    @Override
    Builder self() {
      return this;
    }

    /// {@return the layer}
    public LIFRecurrent build() {
      return new LIFRecurrent(this, recConnect, true);
    }
  }
}
