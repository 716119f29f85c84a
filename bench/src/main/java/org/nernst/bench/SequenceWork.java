package org.nernst.bench;

import org.jspecify.annotations.Nullable;
import org.nernst.engine.Engine;
import org.nernst.nn.Linear;
import org.nernst.nn.Modules;
import org.nernst.nn.Sequential;
import org.nernst.sinabs.IAFRecurrent;
import org.nernst.tensor.Autograd;
import org.nernst.tensor.DType;
import org.nernst.tensor.Generator;
import org.nernst.tensor.Scope;
import org.nernst.tensor.Tensor;

/// Layers over a whole sequence, from rest; with [Pass#TRAINING] also backward from a given
/// gradient of the output.
public final class SequenceWork implements Workload {
  private static final long SEED = 1;

  private final Sequential network;
  private final Tensor input;
  private final @Nullable Tensor outputGradient;

  private SequenceWork(Sequential network, Tensor input, Pass pass) {
    this.network = network;
    this.input = input;
    this.outputGradient = pass == Pass.FORWARD ? null : gradient();
  }

  private Tensor gradient() {
    Generator generator = new Generator(SEED).split("gradient");
    try (Scope scope = Scope.open()) {
      return scope.keep(Tensor.randn(generator, DType.FLOAT32, output().shape()));
    }
  }

  /// Neurons alone; in training the current asks for its gradient.
  public static SequenceWork neurons(
      Neuron neuron, Engine engine, Pass pass, long steps, long batch, long neurons) {
    Tensor current = neuron.current(new Generator(SEED), steps, batch, neurons);
    current.requiresGrad(pass == Pass.TRAINING);
    return new SequenceWork(new Sequential(neuron.layer(engine)), current, pass);
  }

  /// A square Linear, and neurons behind it if there are any; in training the weights ask for their
  /// gradients, the input doesn't.
  ///
  /// @param neuron null for the Linear alone
  public static SequenceWork linear(
      @Nullable Neuron neuron, Input input, Pass pass, long steps, long batch, long width) {
    Sequential network = new Sequential(new Linear(width, width));
    if (neuron != null) {
      network.append(neuron.layer(Engine.AUTO));
    }
    Neuron axes = neuron == null ? Neuron.LIF : neuron;
    Tensor x = input.draw(new Generator(SEED), axes.shape(steps, batch, width));
    return new SequenceWork(network, x, pass);
  }

  /// A square Linear and Sinabs's recurrent neurons with a square Linear as connection.
  public static SequenceWork recurrent(
      Engine engine, Input input, Pass pass, long steps, long batch, long width) {
    Sequential network =
        new Sequential(
            new Linear(width, width),
            IAFRecurrent.builder(new Linear(width, width)).engine(engine).build());
    Tensor x = input.draw(new Generator(SEED), batch, steps, width);
    return new SequenceWork(network, x, pass);
  }

  /// The share of ones, counts included, in the output of a run.
  public double spikeRate() {
    try (var _ = Scope.open()) {
      return output().mean().item();
    }
  }

  private Tensor output() {
    Modules.resetStates(network);
    try (var _ = Autograd.noGrad()) {
      return network.forward(input).output();
    }
  }

  @Override
  public void run() {
    try (var _ = Scope.open()) {
      if (outputGradient == null) {
        output();
        return;
      }
      Modules.resetStates(network);
      network.forward(input).output().backward(outputGradient);
      network.zeroGrad();
      input.grad(null);
    }
  }
}
