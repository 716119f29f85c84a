package org.nernst.examples;

import java.io.PrintStream;
import java.util.List;
import java.util.Objects;
import org.nernst.nn.Linear;
import org.nernst.nn.Step;
import org.nernst.norse.LIFAdExCell;
import org.nernst.norse.LIFAdExFeedForwardState;
import org.nernst.norse.LIFAdExParameters;
import org.nernst.sinabs.IAFRecurrent;
import org.nernst.tensor.DType;
import org.nernst.tensor.Generator;
import org.nernst.tensor.Nernst;
import org.nernst.tensor.Scope;
import org.nernst.tensor.Tensor;

/// The two conventions side by side: Norse's adaptive exponential neuron, whose state goes in and
/// comes out, and Sinabs's recurrent integrate-and-fire neurons, which keep theirs.
public final class Cornerstones {
  private Cornerstones() {}

  /// Drives one neuron with a constant current, a step at a time.
  ///
  /// @return in which steps it spiked
  static Tensor adaptiveExponential(int steps, PrintStream out) {
    LIFAdExCell cell =
        new LIFAdExCell(
            new LIFAdExParameters()
                .withAdaptationCurrent(0)
                .withAdaptationSpike(0.3)
                .withTauAdaInv(20));
    Tensor current = Tensor.full(new long[] {1}, 0.5);
    Tensor spikes = Tensor.zeros(steps, 1);
    LIFAdExFeedForwardState state = cell.initialState(current);
    for (int t = 0; t < steps; t++) {
      Step<LIFAdExFeedForwardState> step = cell.forward(current, state);
      spikes.select(0, t).copyFrom(step.output());
      state = step.state();
    }
    out.printf("LIFAdEx: %d spikes in %d steps, then %s%n", count(spikes), steps, state);
    return spikes;
  }

  /// Runs a layer over a sequence in two parts, learns from it, and forgets.
  ///
  /// @return the spikes of both parts, (batch, time, neuron)
  static Tensor recurrent(int steps, PrintStream out) {
    Generator generator = new Generator(0);
    Linear feedback = new Linear(20, 20, true, DType.FLOAT32, generator);
    IAFRecurrent layer = new IAFRecurrent(feedback);
    Tensor current = Tensor.rand(generator, DType.FLOAT32, 4, steps, 20).mul(0.2);

    // The second call goes on where the first ended: together they are one sequence.
    Tensor first = layer.forward(current.narrow(1, 0, steps / 2));
    Tensor second = layer.forward(current.narrow(1, steps / 2, steps - steps / 2));
    Tensor spikes = Tensor.cat(List.of(first, second), 1);

    spikes.mean().backward();
    Tensor gradient = Objects.requireNonNull(feedback.weight().grad());
    out.printf(
        "IAFRecurrent: %d spikes in %d steps of 4 x 20 neurons; gradient of the feedback %.4f%n",
        count(spikes), steps, gradient.square().sum().sqrt().item());
    layer.zeroGrad();
    layer.resetStates();
    return spikes.detach();
  }

  private static long count(Tensor spikes) {
    return Math.round(spikes.detach().sum().item());
  }

  /// Runs both.
  ///
  /// @param args nothing
  public static void main(String[] args) {
    Nernst.seed(0);
    // What is made inside is freed at the end.
    try (var _ = Scope.open()) {
      adaptiveExponential(200, System.out);
      recurrent(100, System.out);
    }
  }
}
