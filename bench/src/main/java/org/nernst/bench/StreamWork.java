package org.nernst.bench;

import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.nernst.nn.Linear;
import org.nernst.nn.Sequential;
import org.nernst.nn.SequentialState;
import org.nernst.nn.Step;
import org.nernst.norse.LICell;
import org.nernst.norse.LIFCell;
import org.nernst.stream.NetworkStream;
import org.nernst.stream.Spikes;
import org.nernst.stream.StreamingNetwork;
import org.nernst.tensor.Autograd;
import org.nernst.tensor.DType;
import org.nernst.tensor.Generator;
import org.nernst.tensor.Scope;
import org.nernst.tensor.Tensor;

/// One step of a 700-256-20 network with Norse's LIF and leaky integrators at the end, batch 1, at
/// 3 % random spikes, with weights that let some percent of the hidden neurons spike.
public final class StreamWork implements Workload {
  private static final int INPUTS = 700;
  private static final int DIFFERENT = 256;
  private static final double RATE = 0.03;

  /// First weights of a Linear are too small for such sparse input to make anything spike.
  private static final double WEIGHT_SCALE = 12;

  /// What makes the step.
  public enum Method {
    /// A stream of the network taken apart.
    STREAM,
    /// The modules themselves.
    MODULES
  }

  private final Sequential network;
  private final @Nullable NetworkStream stream;
  private final int[][] spikes = new int[DIFFERENT][];
  private final Tensor[] inputs = new Tensor[DIFFERENT];
  private @Nullable SequentialState state;
  private @Nullable Spikes hiddenSpikes;
  private int next;

  /// A network at rest.
  public StreamWork(Method method) {
    this(network(), method);
  }

  /// A network at rest.
  ///
  /// @param network of [#network()]
  public StreamWork(Sequential network, Method method) {
    this(network, method == Method.STREAM ? StreamingNetwork.of(network).open() : null);
  }

  /// A stream of its own of a network that other threads use too.
  ///
  /// @param streaming made of [#network()]
  public static StreamWork of(StreamingNetwork streaming) {
    return new StreamWork(network(), streaming.open());
  }

  private StreamWork(Sequential network, @Nullable NetworkStream stream) {
    this.network = network;
    this.stream = stream;
    Generator generator = new Generator(1);
    for (int i = 0; i < DIFFERENT; i++) {
      Tensor x = Tensor.empty(DType.FLOAT32, 1, INPUTS).bernoulliInPlace(RATE, generator);
      float[] values = x.toFloatArray();
      inputs[i] = x;
      spikes[i] = IntStream.range(0, INPUTS).filter(k -> values[k] != 0).toArray();
    }
  }

  /// The network.
  public static Sequential network() {
    Linear first = new Linear(INPUTS, 256, true, DType.FLOAT32, new Generator(2));
    try (var _ = Autograd.noGrad()) {
      first.weight().mulInPlace(WEIGHT_SCALE);
    }
    return new Sequential(first, new LIFCell(), new Linear(256, 20), new LICell());
  }

  /// The share of hidden neurons that spiked in the last step of a stream.
  double hiddenRate() {
    return hiddenSpikes == null ? 0 : (double) hiddenSpikes.count() / hiddenSpikes.neurons();
  }

  @Override
  public void run() {
    next = (next + 1) % DIFFERENT;
    if (stream != null) {
      hiddenSpikes = stream.step(spikes[next]).spikes("1");
      return;
    }
    SequentialState before = state;
    try (var scope = Scope.open();
        var _ = Autograd.noGrad()) {
      Step<SequentialState> step = network.forward(inputs[next], before);
      state = step.state();
      scope.keep(step.state());
    }
    if (before != null) {
      before.tensors().forEach(Tensor::close);
    }
  }
}
