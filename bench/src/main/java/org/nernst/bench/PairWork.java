package org.nernst.bench;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.nernst.engine.Engine;
import org.nernst.nn.Linear;
import org.nernst.nn.Modules;
import org.nernst.nn.Sequential;
import org.nernst.tensor.Autograd;
import org.nernst.tensor.DType;
import org.nernst.tensor.Generator;
import org.nernst.tensor.Scope;
import org.nernst.tensor.Tensor;

/// A square Linear of random spikes and neurons behind it, over a sequence from rest; with
/// [Pass#TRAINING] also backward to the weights.
///
/// @param network Linear and neurons
/// @param input spikes
/// @param outputGradient null for a forward pass only
/// @param form how they run
public record PairWork(Sequential network, Tensor input, @Nullable Tensor outputGradient, Form form)
    implements Workload {
  /// Times the weights that a Linear starts with, so that some neurons spike.
  private static final double WEIGHTS = 8;

  /// How Linear and neurons run.
  public enum Form {
    /// As one, where that is what [Sequential] chooses.
    TOGETHER,
    /// One after the other, with the current between them as a tensor.
    APART
  }

  /// A pair with random weights.
  ///
  /// @param density probability of a spike
  public static PairWork of(
      Form form, Neuron neuron, Pass pass, double density, long steps, long batch, long width) {
    Generator generator = new Generator(1);
    Linear linear = new Linear(width, width, true, DType.FLOAT32, generator);
    try (var _ = Autograd.noGrad()) {
      linear.weight().mulInPlace(WEIGHTS);
    }
    long[] shape = neuron.shape(steps, batch, width);
    return new PairWork(
        new Sequential(linear, neuron.layer(Engine.AUTO)),
        Input.spikes(generator, density, shape),
        pass == Pass.FORWARD ? null : Tensor.randn(generator, DType.FLOAT32, shape),
        form);
  }

  /// The same weights and spikes in another form.
  public PairWork in(Form other) {
    return new PairWork(network, input, outputGradient, other);
  }

  /// What the neurons give.
  Tensor output() {
    Modules.resetStates(network);
    return form == Form.TOGETHER
        ? network.forward(input).output()
        : network.forwardAll(input).output();
  }

  @Override
  public void run() {
    try (var _ = Scope.open()) {
      if (outputGradient == null) {
        try (var _ = Autograd.noGrad()) {
          output();
        }
      } else {
        output().backward(Objects.requireNonNull(outputGradient));
        network.zeroGrad();
      }
    }
  }
}
