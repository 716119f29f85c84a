package org.nernst.cli.train;

import java.util.Objects;
import org.nernst.nn.Module;
import org.nernst.nn.Modules;
import org.nernst.nn.SequentialTrace;
import org.nernst.nn.State;
import org.nernst.nn.TimeAxis;
import org.nernst.norse.NorseState;
import org.nernst.sinabs.StatefulLayer;
import org.nernst.tensor.Autograd;
import org.nernst.tensor.Scope;
import org.nernst.tensor.Tensor;

/// What a network did with one example, step by step.
final class Recording {
  private final float[][] hiddenSpikes;
  private final float[][] hiddenPotentials;
  private final float[][] output;
  private final int answer;

  private Recording(
      float[][] hiddenSpikes, float[][] hiddenPotentials, float[][] output, int answer) {
    this.hiddenSpikes = hiddenSpikes;
    this.hiddenPotentials = hiddenPotentials;
    this.output = output;
    this.answer = answer;
  }

  /// Runs one example.
  ///
  /// @param network built for recording
  /// @param input a batch of one, encoded
  static Recording of(Network network, Tensor input) {
    TimeAxis axis = network.modules().timeAxis();
    network.modules().eval();
    try (var _ = Scope.open();
        var _ = Autograd.noGrad()) {
      Modules.resetStates(network.modules());
      SequentialTrace trace = network.modules().forwardAll(input);
      Tensor spikes = trace.outputs().get(Network.HIDDEN);
      Tensor potentials = potentials(network.hidden(), trace.state().entries().get(Network.HIDDEN));
      Tensor logits = network.readout().logits(trace.output(), axis);
      return new Recording(
          rows(spikes, axis),
          rows(potentials, axis),
          rows(trace.output(), axis),
          Math.toIntExact(logits.argmax(1).toLongArray()[0]));
    } finally {
      Modules.resetStates(network.modules());
    }
  }

  private static Tensor potentials(Module neurons, State<?> state) {
    Tensor potentials =
        switch (neurons) {
          case StatefulLayer layer -> layer.recordings().get("v_mem");
          default -> state instanceof NorseState<?> norse ? norse.fields().get("v") : null;
        };
    return Objects.requireNonNull(potentials, "the neurons did not record their potentials");
  }

  /// (time, 1, neuron) or (1, time, neuron) as rows over time.
  private static float[][] rows(Tensor series, TimeAxis axis) {
    Tensor one = series.select(axis == TimeAxis.FIRST ? 1 : 0, 0);
    int steps = Math.toIntExact(one.size(0));
    int neurons = Math.toIntExact(one.size(1));
    float[] flat = one.toFloatArray();
    float[][] rows = new float[steps][neurons];
    for (int t = 0; t < steps; t++) {
      System.arraycopy(flat, t * neurons, rows[t], 0, neurons);
    }
    return rows;
  }

  /// (time, neuron): spikes of the hidden layer.
  float[][] hiddenSpikes() {
    return hiddenSpikes;
  }

  /// (time, neuron): membrane potentials of the hidden layer after each step.
  float[][] hiddenPotentials() {
    return hiddenPotentials;
  }

  /// (time, class): what the readout neurons gave.
  float[][] output() {
    return output;
  }

  /// The class that the network chose.
  int answer() {
    return answer;
  }
}
