package org.nernst.cli.parity;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.nernst.cli.parity.Difference.Kind;
import org.nernst.neuron.Expr;
import org.nernst.neuron.ResetFunction;
import org.nernst.neuron.SpikeFunction;
import org.nernst.neuron.Surrogate;
import org.nernst.tensor.Tensor;
import org.nernst.tensor.Value;
import tools.jackson.databind.JsonNode;

/// Sinabs's surrogate gradients, spike functions and reset functions on grids of membrane
/// potentials. In files with `thetas`, row k of a result belongs to threshold k.
final class ActivationCheck implements Check {
  private static final double TOLERANCE = 1e-5;
  private static final double RESET_TOLERANCE = 1e-6;
  private static final String V_MEM = "v_mem";
  private static final String THRESHOLD = "threshold";

  @Override
  public void run(Recording recording, Comparison comparison) {
    SinabsArguments arguments = new SinabsArguments(recording);
    if (recording.arguments().has("surrogates")) {
      surrogates(arguments, comparison);
    } else if (recording.has("spikes")) {
      resets(arguments, comparison);
    } else {
      spikes(arguments, comparison);
    }
  }

  private static Tensor grid(Recording recording) {
    Tensor v = recording.tensor("v").detach();
    return recording.has("thetas")
        ? v.unsqueeze(0).expand(recording.tensor("thetas").size(0), v.size(0)).contiguous()
        : v.clone();
  }

  private static Tensor thresholds(Recording recording) {
    Tensor thresholds =
        recording.has("thetas")
            ? recording.tensor("thetas").unsqueeze(1)
            : recording.tensor(THRESHOLD);
    return thresholds.expand(grid(recording).shape()).contiguous();
  }

  private static void surrogates(SinabsArguments arguments, Comparison comparison) {
    Recording recording = arguments.recording();
    Map<String, Tensor> inputs = Map.of(V_MEM, grid(recording), THRESHOLD, thresholds(recording));
    arguments
        .functions("surrogates")
        .forEach(
            (name, node) -> {
              Surrogate surrogate = SinabsArguments.surrogate(node);
              Tensor derivative =
                  Formula.evaluate(
                      n -> surrogate.derivative(n.input(V_MEM), n.input(THRESHOLD)), inputs);
              comparison.relative(Kind.GRADIENT, name, derivative, TOLERANCE);
            });
  }

  private static void spikes(SinabsArguments arguments, Comparison comparison) {
    Recording recording = arguments.recording();
    Surrogate surrogate = SinabsArguments.surrogate(recording.arguments().get("surrogate_grad_fn"));
    arguments
        .functions("functions")
        .forEach(
            (name, node) -> {
              SpikeFunction function = SinabsArguments.spikeFunction(node);
              if (function == null) {
                throw new RecordingException(
                    "function %s: expected a spike function".formatted(name));
              }
              Tensor v = grid(recording).requiresGrad(true);
              Tensor spikes =
                  Formula.evaluate(
                      n ->
                          function.spikes(
                              Map.of(V_MEM, n.input(V_MEM)), n.input(THRESHOLD), surrogate),
                      Map.of(V_MEM, v, THRESHOLD, thresholds(recording)));
              comparison.exact(Kind.OUTPUT, "output." + name, spikes);
              if (recording.has("grad.v." + name)) {
                spikes.mul(recording.tensor("loss_weight")).sum().backward();
                comparison.relative(Kind.GRADIENT, "grad.v." + name, v.grad(), TOLERANCE);
              }
            });
  }

  private static void resets(SinabsArguments arguments, Comparison comparison) {
    Recording recording = arguments.recording();
    arguments
        .functions("functions")
        .forEach((name, node) -> reset(arguments, comparison, name, node, "spikes"));
    JsonNode all = recording.arguments().get("reset_value_all");
    if (all != null) {
      reset(arguments, comparison, "reset_value_all", all, "spikes_all");
    }
  }

  private static void reset(
      SinabsArguments arguments, Comparison comparison, String name, JsonNode node, String spikes) {
    Recording recording = arguments.recording();
    ResetFunction function = SinabsArguments.resetFunction(node);
    Tensor subtract = arguments.subtractValue(node);
    Map<String, Tensor> leaves = new LinkedHashMap<>();
    leaves.put("v", leaf(recording, "v"));
    leaves.put("spikes", leaf(recording, spikes));
    leaves.put(THRESHOLD, leaf(recording, THRESHOLD));
    Map<String, Value> params =
        subtract == null ? Map.of() : Map.of(SinabsArguments.SUBTRACT_VALUE, Value.of(subtract));
    Tensor output = Formula.evaluate(n -> after(function, n), leaves, params);
    comparison.relative(Kind.OUTPUT, "output." + name, output, RESET_TOLERANCE);
    output.mul(recording.tensor("loss_weight")).sum().backward();
    leaves.forEach(
        (leaf, tensor) ->
            comparison.relativeIfRecorded(
                Kind.GRADIENT,
                "grad.%s.%s".formatted(leaf, name),
                gradient(tensor),
                RESET_TOLERANCE));
  }

  private static Expr after(ResetFunction function, org.nernst.neuron.NeuronModel.Builder n) {
    Expr v = n.input("v");
    Expr after = function.reset(n.input("spikes"), Map.of(V_MEM, v), n.input(THRESHOLD)).get(V_MEM);
    return after == null ? v : after;
  }

  private static Tensor leaf(Recording recording, String name) {
    return recording.tensor(name).detach().clone().requiresGrad(true);
  }

  private static Tensor gradient(Tensor leaf) {
    @Nullable Tensor gradient = leaf.grad();
    return gradient == null ? Tensor.zerosLike(leaf.detach()) : gradient;
  }
}
