package org.nernst.io.nir;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.nernst.engine.Engine;
import org.nernst.engine.NeuronCall;
import org.nernst.engine.NeuronEngine;
import org.nernst.engine.NeuronResult;
import org.nernst.memory.Layout;
import org.nernst.neuron.NeuronModel;
import org.nernst.neuron.Surrogate;
import org.nernst.nn.Linear;
import org.nernst.nn.Module;
import org.nernst.tensor.DType;
import org.nernst.tensor.Tensor;
import org.nernst.tensor.Value;

/// A layer of NIR's neurons. Its parameters are buffers under their names in the file, in the
/// file's precision.
final class NirNeuron extends Module implements NirUnit {
  private final NirNode node;
  private final NirConventions conventions;
  private final double dt;
  private final DType dtype;
  private final Engine engine;
  private final NeuronEquations equations;
  private final NeuronModel model;
  private @Nullable NeuronModel withFeedback;
  private @Nullable NeuronModel withFeedbackAndBias;

  NirNeuron(String path, NirNode node, NirConventions conventions, NirOptions options) {
    this.node = node;
    this.conventions = conventions;
    this.dtype = options.dtype();
    this.engine = options.engine();
    NirTensors.named(node).forEach((name, array) -> registerBuffer(name, array.detach().clone()));
    boolean synapse = node instanceof NirNode.CubaLI || node instanceof NirNode.CubaLIF;
    boolean leak = synapse || node instanceof NirNode.LI || node instanceof NirNode.LIF;
    this.dt =
        leak || conventions.inputs() == InputScaling.CURRENT ? conventions.requiredDt(path) : 1;
    Surrogate surrogate = options.surrogate();
    this.equations =
        new NeuronEquations(
            synapse,
            leak,
            NirTensors.isSpiking(node),
            conventions.reset(),
            conventions.spikes(),
            surrogate,
            false,
            false);
    this.model = equations.model("nir." + node.type());
    check(path, leak, synapse);
  }

  private void check(String path, boolean leak, boolean synapse) {
    if (leak) {
      time(path, synapse ? "tau_mem" : "tau");
    }
    if (synapse) {
      time(path, "tau_syn");
    }
  }

  private void time(String path, String name) {
    Tensor tau = getBuffer(name);
    if (!tau.gt(0).all().itemBoolean()) {
      throw new IllegalArgumentException("node '%s': expected %s > 0".formatted(path, name));
    }
    if (conventions.integration() == Integration.EULER && !tau.gt(dt / 2).all().itemBoolean()) {
      throw new IllegalArgumentException(
          "node '%s': forward Euler with steps of %s is unstable for %s of at most half of that, got %s; give a smaller dt or exact integration"
              .formatted(path, dt, name, tau.min().item()));
    }
  }

  NeuronModel model() {
    return model;
  }

  /// {@return the node with the parameters that the module holds now}
  NirNode current() {
    Map<String, Tensor> arrays = new HashMap<>();
    namedBuffers().forEach((name, tensor) -> arrays.put(name, tensor));
    return NirTensors.withArrays(node, arrays);
  }

  @Override
  public Tensor run(Tensor x, Layout layout, Map<String, Tensor> states, Map<String, Tensor> next) {
    return run(model, Map.of(), null, x, layout, states, next);
  }

  /// Runs a whole sequence with the last output coming back through a linear map.
  Tensor runWithFeedback(
      Linear map, Tensor x, Layout layout, Map<String, Tensor> states, Map<String, Tensor> next) {
    return run(
        map.bias() == null ? feedback() : feedbackWithBias(),
        Map.of(NeuronEquations.FEEDBACK_WEIGHT, map.weight()),
        map.bias(),
        x,
        layout,
        states,
        next);
  }

  /// Whether nothing at all comes back before there was an output.
  boolean feedsBackLate() {
    return conventions.feedback() == FeedbackStart.SECOND_STEP;
  }

  private NeuronModel feedback() {
    NeuronModel made = withFeedback;
    if (made == null) {
      made = fedBack(false);
      withFeedback = made;
    }
    return made;
  }

  private NeuronModel feedbackWithBias() {
    NeuronModel made = withFeedbackAndBias;
    if (made == null) {
      made = fedBack(true);
      withFeedbackAndBias = made;
    }
    return made;
  }

  private NeuronModel fedBack(boolean bias) {
    return new NeuronEquations(
            equations.synapse(),
            equations.leak(),
            equations.spiking(),
            equations.reset(),
            equations.spikes(),
            equations.surrogate(),
            true,
            bias)
        .model(model.name() + ".recurrent");
  }

  private Tensor run(
      NeuronModel variant,
      Map<String, Tensor> weights,
      @Nullable Tensor bias,
      Tensor x,
      Layout layout,
      Map<String, Tensor> states,
      Map<String, Tensor> next) {
    NeuronCall.Builder call = NeuronCall.of(variant).layout(layout).input(NeuronEquations.INPUT, x);
    states.forEach(
        (name, state) -> {
          if (variant.next().containsKey(name)) {
            call.state(name, state);
          }
        });
    weights.forEach(call::weight);
    for (NeuronModel.Param param : variant.params()) {
      call.param(
          param.name(),
          Value.of(
              param.name().equals(NeuronEquations.FEEDBACK_BIAS) && bias != null
                  ? bias
                  : value(param.name())));
    }
    if (bias != null && feedsBackLate() && !states.containsKey(NeuronEquations.LAST)) {
      call.fromSecondStep(NeuronEquations.FEEDBACK_BIAS);
    }
    NeuronCall built = call.build();
    NeuronResult result = NeuronEngine.select(engine, built).run(built);
    next.putAll(result.states());
    return result.output(NeuronEquations.OUTPUT);
  }

  private Tensor value(String param) {
    return switch (param) {
      case NeuronEquations.RATE -> rate(getBuffer(equations.synapse() ? "tau_mem" : "tau"));
      case NeuronEquations.RATE_SYN -> rate(getBuffer("tau_syn"));
      case NeuronEquations.GAIN ->
          conventions.inputs() == InputScaling.CURRENT ? getBuffer("r").mul(dt) : getBuffer("r");
      case NeuronEquations.GAIN_SYN ->
          conventions.inputs() == InputScaling.CURRENT
              ? rate(getBuffer("tau_syn")).mul(getBuffer("w_in"))
              : getBuffer("w_in");
      default -> getBuffer(param);
    };
  }

  private Tensor rate(Tensor tau) {
    Tensor steps = tau.toDouble().reciprocal().mul(dt);
    Tensor rate =
        conventions.integration() == Integration.EULER ? steps : steps.neg().expm1().neg();
    return rate.to(dtype);
  }

  @Override
  public boolean hasState() {
    return true;
  }

  @Override
  public String extraRepr() {
    return "%s, dt=%s, %s".formatted(node.type(), dt, conventions.integration());
  }
}
