package org.nernst.bench;

import org.nernst.engine.Engine;
import org.nernst.nn.AvgPool2d;
import org.nernst.nn.Conv2d;
import org.nernst.nn.Flatten;
import org.nernst.nn.Linear;
import org.nernst.nn.Modules;
import org.nernst.nn.Sequential;
import org.nernst.norse.LI;
import org.nernst.norse.LIF;
import org.nernst.norse.LIFAdEx;
import org.nernst.sinabs.IAF;
import org.nernst.tensor.DType;
import org.nernst.tensor.Functional;
import org.nernst.tensor.Generator;
import org.nernst.tensor.Scope;
import org.nernst.tensor.Tensor;
import org.nernst.tensor.torch.Adam;

/// One training step of a network: forward, cross entropy of the output's mean over time, backward,
/// Adam.
public final class NetworkWork implements Workload {
  private static final double LEARNING_RATE = 1e-3;

  private final Sequential network;
  private final int timeAxis;
  private final Tensor input;
  private final Tensor targets;
  private final Adam optimizer;

  private NetworkWork(Sequential network, int timeAxis, Tensor input, Tensor targets) {
    this.network = network;
    this.timeAxis = timeAxis;
    this.input = input;
    this.targets = targets;
    this.optimizer = new Adam(network.parameters(), LEARNING_RATE);
  }

  /// 700-256-256-20 with Norse's LIF and leaky integrators at the end, on 3 % random spikes.
  public static NetworkWork feedForward(long steps, long batch) {
    Sequential network =
        new Sequential(
            new Linear(700, 256),
            new LIF(),
            new Linear(256, 256),
            new LIF(),
            new Linear(256, 20),
            new LI());
    Generator generator = new Generator(1);
    Tensor input = Input.spikes(generator, 0.03, steps, batch, 700);
    return new NetworkWork(network, 0, input, Tensor.randint(generator, 0, 20, batch));
  }

  /// Convolutions with 16 and 32 channels (3 x 3), each with Sinabs's IAF and a mean over 2 x 2,
  /// and a Linear, on 20 % random spikes of 28 x 28.
  public static NetworkWork convolutional(long steps, long batch) {
    Sequential network =
        new Sequential(
            Conv2d.builder(1, 16, 3).padding(1).build(),
            new IAF(),
            new AvgPool2d(2),
            Conv2d.builder(16, 32, 3).padding(1).build(),
            new IAF(),
            new AvgPool2d(2),
            new Flatten(2),
            new Linear(32 * 7 * 7, 10));
    Generator generator = new Generator(1);
    Tensor input = Input.spikes(generator, 0.2, batch, steps, 1, 28, 28);
    return new NetworkWork(network, 1, input, Tensor.randint(generator, 0, 10, batch));
  }

  /// 64-128-10 with Norse's LIFAdEx on a constant current: what a first training step looks like.
  public static NetworkWork digits(Engine engine) {
    LIFAdEx hidden = new LIFAdEx();
    LI readout = new LI();
    hidden.engine(engine);
    readout.engine(engine);
    Sequential network = new Sequential(new Linear(64, 128), hidden, new Linear(128, 10), readout);
    Generator generator = new Generator(1);
    Tensor input = Tensor.rand(generator, DType.FLOAT32, 1, 32, 64).expand(32, 32, 64);
    return new NetworkWork(network, 0, input, Tensor.randint(generator, 0, 10, 32));
  }

  @Override
  public void run() {
    try (var _ = Scope.open()) {
      Modules.resetStates(network);
      Tensor logits = network.forward(input).output().mean(timeAxis);
      Tensor loss = Functional.crossEntropy(logits, targets);
      optimizer.zeroGrad();
      loss.backward();
      optimizer.step();
    }
  }

  /// The loss as it is now.
  public double loss() {
    try (var _ = Scope.open()) {
      Modules.resetStates(network);
      Tensor logits = network.forward(input).output().mean(timeAxis);
      return Functional.crossEntropy(logits, targets).item();
    }
  }
}
