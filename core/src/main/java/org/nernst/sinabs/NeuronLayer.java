package org.nernst.sinabs;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.nernst.engine.Engine;
import org.nernst.engine.NeuronCall;
import org.nernst.engine.NeuronEngine;
import org.nernst.engine.NeuronResult;
import org.nernst.engine.fused.LinearCurrent;
import org.nernst.memory.Layout;
import org.nernst.neuron.NeuronModel;
import org.nernst.neuron.Reading;
import org.nernst.neuron.ResetFunction;
import org.nernst.neuron.SpikeFunction;
import org.nernst.neuron.Surrogate;
import org.nernst.nn.FedLayer;
import org.nernst.nn.NeuronModule;
import org.nernst.nn.NeuronStep;
import org.nernst.nn.NeuronValues;
import org.nernst.nn.Rehearsal;
import org.nernst.tensor.DType;
import org.nernst.tensor.Generator;
import org.nernst.tensor.Scope;
import org.nernst.tensor.Tensor;
import org.nernst.tensor.Value;

/// Neurons whose step is that of [LIFModel]: synapse, membrane, spike, reset, clip. [LIF] documents
/// the equations; the classes differ in which parts there are.
public abstract class NeuronLayer extends StatefulLayer implements FedLayer, NeuronModule {
  private static final String RANDOM = "random";

  private final @Nullable SpikeFunction spikeFn;
  private final ResetFunction resetFn;
  private final Surrogate surrogate;
  private final boolean trainAlphas;
  private final boolean normInput;
  private final boolean leak;
  private final boolean synapse;
  private final boolean clip;
  private final NeuronValues extra;
  private final LIFModel equations;
  private final NeuronModel model;
  private long randomKey = Generator.root().stream("sinabs.neurons").nextLong();
  private long stepsTaken;
  private Engine engine;
  private Reading reading = Reading.EVERY_STEP;

  NeuronLayer(LayerBuilder<?> b, boolean leak) {
    super(
        b.tauSyn == null ? List.of("v_mem") : List.of("v_mem", "i_syn"),
        b.recordStates,
        b.batchChange);
    this.spikeFn = b.spikeFn;
    this.resetFn = b.resetFn;
    this.surrogate = b.surrogate;
    this.trainAlphas = b.trainAlphas;
    this.normInput = b.normInput;
    this.leak = leak;
    this.synapse = b.tauSyn != null;
    this.clip = b.minVMem != null;
    this.engine = b.engine;
    if (leak) {
      registerTau("mem", b.requiredTauMem());
    }
    if (b.tauSyn != null) {
      registerTau("syn", b.tauSyn);
    }
    registerParameter(
        "spike_threshold", LayerBuilder.copy(b.threshold), LayerBuilder.trains(b.threshold));
    if (b.minVMem != null) {
      registerParameter("min_v_mem", LayerBuilder.copy(b.minVMem), LayerBuilder.trains(b.minVMem));
    }
    this.extra = new NeuronValues(this, b.extra);
    this.equations =
        new LIFModel(
            "sinabs." + getClass().getSimpleName(),
            spikeFn,
            resetFn,
            surrogate,
            synapse,
            leak,
            normInput,
            clip,
            LIFModel.Feedback.NONE);
    this.model = equations.build();
    if (b.shape != null) {
      allocateStates(b.shape);
    }
  }

  private void registerTau(String which, Value tau) {
    Tensor value = LayerBuilder.copy(tau);
    if (trainAlphas) {
      registerParameter("alpha_" + which, alpha(value).detach());
      value.close();
    } else {
      registerParameter("tau_" + which, value);
    }
  }

  private static Tensor alpha(Tensor tau) {
    return tau.reciprocal().neg().exp();
  }

  private static Tensor tau(Tensor alpha) {
    return alpha.log().reciprocal().neg();
  }

  /// {@return the decay of the membrane in a step, `exp(-1/tau_mem)`, or the parameter} 1 for the
  /// neurons that don't leak.
  public Tensor alphaMemCalculated() {
    return leak ? alphaCalculated("mem") : Tensor.scalar(1, parameterDType());
  }

  /// {@return the decay of the synaptic current in a step; only with tau_syn}
  public final Optional<Tensor> alphaSynCalculated() {
    return synapse ? Optional.of(alphaCalculated("syn")) : Optional.empty();
  }

  /// {@return the membrane time constant in steps, `-1/ln(alpha_mem)` where alpha is trained; empty
  /// for neurons that don't leak}
  public final Optional<Tensor> tauMemCalculated() {
    return leak ? Optional.of(tauCalculated("mem")) : Optional.empty();
  }

  /// {@return the synaptic time constant in steps; only with tau_syn}
  public final Optional<Tensor> tauSynCalculated() {
    return synapse ? Optional.of(tauCalculated("syn")) : Optional.empty();
  }

  private Tensor alphaCalculated(String which) {
    return trainAlphas ? getParameter("alpha_" + which) : alpha(getParameter("tau_" + which));
  }

  private Tensor tauCalculated(String which) {
    return trainAlphas ? tau(getParameter("alpha_" + which)) : getParameter("tau_" + which);
  }

  /// {@return the threshold} A parameter; it asks for no gradient unless told to.
  public final Tensor spikeThreshold() {
    return getParameter("spike_threshold");
  }

  /// {@return the lower bound of the membrane potential, if there is one}
  public final Optional<Tensor> minVMem() {
    return clip ? Optional.of(getParameter("min_v_mem")) : Optional.empty();
  }

  /// {@return whether the layer gives out spikes, not membrane potentials}
  public final boolean doesSpike() {
    return spikeFn != null;
  }

  @Override
  public final boolean emitsSpikes() {
    return doesSpike();
  }

  /// {@return when and how often a neuron spikes in a step; empty for a layer that gives out its
  /// membrane potential}
  public final Optional<SpikeFunction> spikeFn() {
    return Optional.ofNullable(spikeFn);
  }

  /// {@return what a spike does to the membrane}
  public final ResetFunction resetFn() {
    return resetFn;
  }

  /// {@return whether the current is scaled by `1 - alpha_mem`}
  public final boolean normInput() {
    return normInput;
  }

  /// {@return the equations of one step}
  public final NeuronModel model() {
    return model;
  }

  /// {@return equations and numbers of one step} The state that the layer holds is no part of it.
  @Override
  public NeuronStep neuronStep() {
    return new NeuronStep(model, parameterValues(), Map.of(), 1);
  }

  /// {@return which engine runs the neurons}
  public final Engine engine() {
    return engine;
  }

  /// Chooses the engine.
  public final void engine(Engine engine) {
    this.engine = engine;
  }

  @Override
  public final Reading reading() {
    return reading;
  }

  /// Chooses what of the output a call returns: its value in every step, as upstream does, or only
  /// the sum of all or the last one, of shape (batch, ...), which cost no memory for a sequence.
  /// Either way gradients flow.
  public final void reading(Reading reading) {
    this.reading = reading;
  }

  @Override
  final DType parameterDType() {
    return spikeThreshold().dtype();
  }

  @Override
  final String outputName() {
    return LIFModel.OUTPUT;
  }

  @Override
  NeuronResult run(Tensor x, Map<String, Tensor> states, List<String> record) {
    return runModel(Layout.BATCH_MAJOR, x, states, parameterValues(), record);
  }

  @Override
  public Tensor forward(LinearCurrent current) {
    return isHooked()
        ? forward(current.whole())
        : compute(
            current.standIn(),
            (x, states, record) ->
                runModel(
                    NeuronCall.of(model),
                    Layout.BATCH_MAJOR,
                    x,
                    states,
                    parameterValues(),
                    record,
                    call -> current.run(engine, call)));
  }

  /// The values of this layer's parameters for one call; decays are computed once, not per step.
  final Map<String, Value> parameterValues() {
    Map<String, Value> values = new LinkedHashMap<>();
    for (NeuronModel.Param param : model.params()) {
      values.put(param.name(), parameterValue(param.name()));
    }
    return values;
  }

  private Value parameterValue(String name) {
    return switch (name) {
      case "alpha_mem" -> Value.of(alphaCalculated("mem"));
      case "alpha_syn" -> Value.of(alphaCalculated("syn"));
      case "spike_threshold", "min_v_mem" -> Value.of(getParameter(name));
      default -> extraValue(name);
    };
  }

  private Value extraValue(String name) {
    if (!extra.has(name)) {
      throw new IllegalStateException(
          "expected a value for parameter '%s' of the spike, reset or surrogate function of %s; give it with parameter(\"%s\", ...)"
              .formatted(name, getClass().getSimpleName(), name));
    }
    return extra.get(name);
  }

  final LIFModel equations() {
    return equations;
  }

  final NeuronResult runModel(
      Layout layout,
      Tensor x,
      Map<String, Tensor> states,
      Map<String, Value> values,
      List<String> record) {
    return runModel(NeuronCall.of(model), layout, x, states, values, record);
  }

  /// Runs this layer's model or a variant of it.
  final NeuronResult runModel(
      NeuronCall.Builder variant,
      Layout layout,
      Tensor x,
      Map<String, Tensor> states,
      Map<String, Value> values,
      List<String> record) {
    return runModel(variant, layout, x, states, values, record, engine::run);
  }

  private NeuronResult runModel(
      NeuronCall.Builder variant,
      Layout layout,
      Tensor x,
      Map<String, Tensor> states,
      Map<String, Value> values,
      List<String> record,
      Function<NeuronCall, NeuronResult> run) {
    NeuronCall call = call(variant, layout, x, states, values, record);
    stepsTaken += layout == Layout.STEP ? 1 : x.size(1);
    return run.apply(call);
  }

  private NeuronCall call(
      NeuronCall.Builder variant,
      Layout layout,
      Tensor x,
      Map<String, Tensor> states,
      Map<String, Value> values,
      List<String> record) {
    return variant
        .layout(layout)
        .input(LIFModel.INPUT, x)
        .states(states)
        .params(values)
        .record(record.toArray(String[]::new))
        .reading(LIFModel.OUTPUT, layout == Layout.STEP ? Reading.EVERY_STEP : reading)
        .randomKey(randomKey)
        .firstStep(stepsTaken)
        .build();
  }

  @Override
  protected void compileKernels(DType dtype) {
    compileKernels(NeuronCall.of(model), Layout.BATCH_MAJOR, dtype, Map.of(), parameterValues());
  }

  /// Builds the kernels of this layer's model or of a variant of it.
  ///
  /// @param more states than those that every layer has
  final void compileKernels(
      NeuronCall.Builder variant,
      Layout layout,
      DType dtype,
      Map<String, Tensor> more,
      Map<String, Value> values) {
    try (var _ = Scope.open()) {
      Tensor x = Rehearsal.input(layout, dtype, neuronsFor(values));
      long[] shape = layout == Layout.STEP ? x.shape() : stateShape(x.shape());
      Map<String, Tensor> states = new LinkedHashMap<>(more);
      stateNames().forEach(name -> states.put(name, Tensor.zeros(dtype, shape)));
      List<String> record = layout == Layout.STEP ? List.of() : recorded();
      NeuronEngine.compile(engine, call(variant, layout, x, states, values, record), training());
    }
  }

  /// The shape of neurons that some parameters fit.
  long[] neuronsFor(Map<String, Value> values) {
    return Rehearsal.neurons(values);
  }

  /// Which random numbers come next, for spike functions that draw some.
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
      long[] values = random.toLongArray();
      randomKey = values[0];
      stepsTaken = values[1];
    }
  }

  @Override
  public String extraRepr() {
    Map<String, @Nullable Object> entries = new LinkedHashMap<>();
    if (leak) {
      entries.put("tau_mem", text(tauCalculated("mem")));
    }
    if (synapse) {
      entries.put("tau_syn", text(tauCalculated("syn")));
    }
    entries.put("spike_threshold", text(spikeThreshold()));
    entries.put("min_v_mem", clip ? text(getParameter("min_v_mem")) : null);
    if (leak) {
      entries.put("norm_input", normInput);
    }
    List<String> parts = new ArrayList<>();
    entries.forEach(
        (name, value) -> {
          if (value != null) {
            parts.add(name + "=" + value);
          }
        });
    return String.join(", ", parts);
  }

  private static String text(Tensor tensor) {
    return tensor.numel() == 1
        ? Float.toString((float) tensor.detach().item())
        : "tensor" + Tensor.shapeText(tensor.shape());
  }
}
