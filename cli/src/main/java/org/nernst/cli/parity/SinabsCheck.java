package org.nernst.cli.parity;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.nernst.cli.parity.Difference.Kind;
import org.nernst.sinabs.LIFRecurrent;
import org.nernst.sinabs.NeuronLayer;
import org.nernst.tensor.Tensor;

/// A recorded run of a stateful layer of Sinabs: one or several calls, batch first.
///
/// @param name the layer's class
record SinabsCheck(String name) implements Check {
  private static final String LOSS = "loss";

  @Override
  public void run(Recording recording, Comparison comparison) {
    Leaves leaves = new Leaves(recording);
    NeuronLayer layer =
        new SinabsLayers(recording, leaves)
            .build(name)
            .orElseThrow(() -> new UnsupportedRecordingException("Nernst has no " + name));
    SinabsLayers.connect(layer, recording, leaves);
    new Run(recording, comparison, leaves, layer, Tolerances.sinabs(recording)).run();
  }

  private record Run(
      Recording recording,
      Comparison comparison,
      Leaves leaves,
      NeuronLayer layer,
      Tolerances tolerances) {

    void run() {
      List<String> calls = calls();
      boolean separate = calls.stream().allMatch(call -> recording.has(call + LOSS));
      @Nullable Loss loss = null;
      for (String call : calls) {
        Loss own = call(call);
        if (separate) {
          finish(call + LOSS, own);
          compareGradients(call);
          layer.zeroGrad();
        } else {
          loss = loss == null ? own : loss.plus(own);
        }
      }
      if (loss != null) {
        finish(recording.has(LOSS) ? LOSS : calls.getLast() + LOSS, loss);
        calls.forEach(this::compareGradients);
        if (!calls.contains("")) {
          compareGradients("");
        }
      }
    }

    /// The prefixes of the calls: one empty one, or `call0.`, `call1.`, ...
    private List<String> calls() {
      if (recording.has("input")) {
        return List.of("");
      }
      List<String> calls = new ArrayList<>();
      while (recording.has("call" + calls.size() + ".input")) {
        calls.add("call" + calls.size() + ".");
      }
      if (calls.isEmpty()) {
        throw new RecordingException("expected a tensor input or call0.input, the file has none");
      }
      return calls;
    }

    /// One call: compares output and states, returns its part of the loss.
    private Loss call(String call) {
      Tensor output = layer.forward(leaves.leaf(call + "input"));
      if (layer.doesSpike()) {
        comparison.exact(Kind.OUTPUT, call + "output", output);
      } else {
        comparison.relative(Kind.OUTPUT, call + "output", output, tolerances.state());
      }
      compareStates(call);
      if (recording.has(call + "firing_rate")) {
        comparison.relative(
            Kind.STATE, call + "firing_rate", layer.firingRate().orElse(null), tolerances.state());
      }
      return loss(call, output);
    }

    private void compareStates(String call) {
      for (String name : recording.namesBehind(call + "state.")) {
        state(call + "state." + name, name.equals("v_mem") ? layer.vMem() : state(name));
      }
      for (String name : recording.namesBehind(call + "states.")) {
        if (name.equals("v_mem_before_reset")) {
          // Spikes and the state after the reset are compared; together they determine it.
          comparison.implied(call + "states." + name);
        } else {
          state(call + "states." + name, layer.recordings().get(name));
        }
      }
      for (String name : recording.namesBehind(call + "recordings_as_sinabs.")) {
        String tensor = call + "recordings_as_sinabs." + name;
        if (layer instanceof LIFRecurrent) {
          // Sinabs's recurrent layers record the next step before its reset; a known defect.
          comparison.implied(tensor);
        } else {
          state(tensor, layer.recordings().get(name));
        }
      }
    }

    private @Nullable Tensor state(String name) {
      return name.equals("i_syn") ? layer.iSyn().orElse(null) : null;
    }

    private void state(String name, @Nullable Tensor actual) {
      if (layer.doesSpike()) {
        comparison.absolute(Kind.STATE, name, actual, tolerances.state());
      } else {
        comparison.relative(Kind.STATE, name, actual, tolerances.state());
      }
    }

    private Loss loss(String call, Tensor output) {
      Loss loss = Loss.of(output, recording.tensor(call + "loss_weight"));
      return recording.has(call + "loss_weight_v")
          ? loss.plus(Loss.of(layer.vMem(), recording.tensor(call + "loss_weight_v")))
          : loss;
    }

    private void finish(String name, Loss loss) {
      loss.compare(comparison, name, tolerances.gradient());
      loss.value().backward();
    }

    private void compareGradients(String call) {
      leaves.compare(comparison, call, tolerances.gradient());
    }
  }
}
