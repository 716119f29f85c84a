package org.nernst.cli.parity;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.nernst.sinabs.ExpLeak;
import org.nernst.sinabs.IAF;
import org.nernst.sinabs.IAFRecurrent;
import org.nernst.sinabs.LIF;
import org.nernst.sinabs.LIFRecurrent;
import org.nernst.sinabs.LayerBuilder;
import org.nernst.sinabs.LeakyBuilder;
import org.nernst.sinabs.NeuronLayer;
import org.nernst.sinabs.SpikingBuilder;
import org.nernst.tensor.Tensor;
import org.nernst.tensor.Value;
import tools.jackson.databind.JsonNode;

/// Builds the stateful layers of Sinabs from recorded arguments. States are recorded in any case,
/// which changes no number.
final class SinabsLayers {
  private final Recording recording;
  private final SinabsArguments arguments;
  private final Leaves leaves;

  SinabsLayers(Recording recording, Leaves leaves) {
    this.recording = recording;
    this.arguments = new SinabsArguments(recording);
    this.leaves = leaves;
  }

  /// A layer by its class name; nothing when Nernst doesn't have it.
  Optional<NeuronLayer> build(String layer) {
    return switch (layer) {
      case "IAF" -> Optional.of(spiking(IAF.builder()).build());
      case "IAFRecurrent" -> Optional.of(spiking(IAFRecurrent.builder(recConnect())).build());
      case "LIF" ->
          Optional.of(
              leaky(
                      arguments.numberOrTensor("tau_mem") instanceof Tensor tau
                          ? LIF.builder(tau)
                          : LIF.builder(recording.number("tau_mem")))
                  .build());
      case "LIFRecurrent" ->
          Optional.of(
              leaky(
                      arguments.numberOrTensor("tau_mem") instanceof Tensor tau
                          ? LIFRecurrent.builder(tau, recConnect())
                          : LIFRecurrent.builder(recording.number("tau_mem"), recConnect()))
                  .build());
      case "ExpLeak" ->
          Optional.of(
              base(arguments.numberOrTensor("tau_mem") instanceof Tensor tau
                      ? ExpLeak.builder(tau)
                      : ExpLeak.builder(recording.number("tau_mem")))
                  .trainAlphas(recording.flag("train_alphas", false))
                  .normInput(recording.flag("norm_input", false))
                  .build());
      default -> Optional.empty();
    };
  }

  private org.nernst.nn.Module recConnect() {
    return new RecConnect(recording, leaves).build();
  }

  private <B extends LayerBuilder<B>> B base(B builder) {
    B with = builder.recordStates(true);
    switch (arguments.numberOrTensor("min_v_mem")) {
      case null -> {}
      case Tensor tensor -> with = with.minVMem(tensor);
      default -> with = with.minVMem(recording.number("min_v_mem"));
    }
    return arguments.given("shape") ? with.shape(arguments.shape("shape")) : with;
  }

  private <B extends SpikingBuilder<B>> B spiking(B builder) {
    B with = base(builder);
    switch (arguments.numberOrTensor("tau_syn")) {
      case null -> {}
      case Tensor tensor -> with = with.tauSyn(tensor);
      default -> with = with.tauSyn(recording.number("tau_syn"));
    }
    JsonNode reset = recording.arguments().get("reset_fn");
    Tensor subtract = arguments.subtractValue(reset);
    if (subtract != null) {
      with = with.parameter(SinabsArguments.SUBTRACT_VALUE, Value.of(subtract));
    }
    return with.spikeThreshold(threshold())
        .spikeFn(SinabsArguments.spikeFunction(recording.arguments().get("spike_fn")))
        .resetFn(SinabsArguments.resetFunction(reset))
        .surrogateGradFn(SinabsArguments.surrogate(recording.arguments().get("surrogate_grad_fn")));
  }

  private <B extends LeakyBuilder<B>> B leaky(B builder) {
    return spiking(builder)
        .trainAlphas(recording.flag("train_alphas", false))
        .normInput(recording.flag("norm_input", true));
  }

  /// A threshold whose gradient is recorded is a trainable one.
  private Value threshold() {
    @Nullable Object given = arguments.numberOrTensor("spike_threshold");
    Tensor threshold =
        switch (given) {
          case null -> Tensor.scalar(1, recording.inputDtype());
          case Tensor tensor -> tensor.detach().clone();
          default -> Tensor.scalar(recording.number("spike_threshold"), recording.inputDtype());
        };
    return recording.has("grad.spike_threshold") ? Value.param(threshold) : Value.of(threshold);
  }

  /// Puts the recorded values into the layer's own parameters and makes them known as leaves.
  static void connect(NeuronLayer layer, Recording recording, Leaves leaves) {
    layer
        .namedParameters()
        .forEach(
            (name, parameter) -> {
              if (!name.contains(".")) {
                boolean decay = name.startsWith("alpha_");
                leaves.add(
                    name,
                    decay && recording.has(name)
                        ? Parameters.set(layer, name, recording.tensor(name))
                        : parameter);
              }
            });
  }
}
