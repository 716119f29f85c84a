package org.nernst.cli.parity;

import java.util.SequencedMap;
import org.nernst.cli.parity.Difference.Kind;
import org.nernst.tensor.Tensor;

/// What came out of a Norse module: the output, and the states after every step with time first.
///
/// @param output as recorded, with or without a time axis
/// @param states by the recorded names of their fields
/// @param spiking whether the output is spikes
record Trace(Tensor output, SequencedMap<String, Tensor> states, boolean spiking) {
  private static final String STATES = "states.";
  private static final String LOSS_WEIGHT = "loss_weight";

  /// Compares output, states, loss and gradients; runs the backward pass.
  void compare(Recording recording, Leaves leaves, Comparison comparison) {
    Tolerances tolerances = Tolerances.norse(recording);
    if (spiking) {
      comparison.exact(Kind.OUTPUT, "output", output);
    } else {
      comparison.relative(Kind.OUTPUT, "output", output, tolerances.state());
    }
    for (String field : recording.namesBehind(STATES)) {
      Tensor state = states.get(field);
      if (isSpikes(field)) {
        comparison.exact(Kind.STATE, STATES + field, state);
      } else {
        comparison.relative(Kind.STATE, STATES + field, state, tolerances.state());
      }
    }
    if (!recording.has("loss")) {
      return;
    }
    Loss loss = loss(recording);
    loss.compare(comparison, "loss", tolerances.state());
    if (!recording.namesBehind("grad.").isEmpty()) {
      loss.value().backward();
      leaves.compare(comparison, tolerances.gradient());
    }
  }

  private static boolean isSpikes(String field) {
    return field.equals("z") || field.equals("hidden_z");
  }

  /// sum(output loss_weight) + the sum over the fields of the final state of sum(final
  /// loss_weight.FIELD).
  private Loss loss(Recording recording) {
    Loss loss = Loss.of(output, recording.tensor(LOSS_WEIGHT));
    for (String field : recording.namesBehind(LOSS_WEIGHT + ".")) {
      Tensor state = states.get(field);
      if (state == null) {
        throw new RecordingException(
            "loss_weight.%s: expected a state of %s".formatted(field, states.keySet()));
      }
      loss = loss.plus(Loss.of(state.select(0, -1), weight(recording, field)));
    }
    return loss;
  }

  private static Tensor weight(Recording recording, String field) {
    return recording.tensor(LOSS_WEIGHT + "." + field);
  }
}
