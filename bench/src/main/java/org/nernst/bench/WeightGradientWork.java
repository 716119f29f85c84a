package org.nernst.bench;

import org.nernst.nn.Linear;
import org.nernst.synapse.Crossover;
import org.nernst.tensor.DType;
import org.nernst.tensor.Generator;
import org.nernst.tensor.Scope;
import org.nernst.tensor.Tensor;

/// A square Linear over 2000 vectors of spikes, forward and back to its weights: what a first layer
/// does in a training step.
public final class WeightGradientWork implements Workload {
  /// Vectors in a run.
  public static final int VECTORS = 2000;

  private static final double NEVER = 0;
  private static final double ALWAYS = 1;

  /// How the layer computes.
  public enum Method {
    /// As it chooses by itself.
    CHOSEN,
    /// By spikes, both ways.
    EVENTS,
    /// By products of matrices.
    GEMM
  }

  private final Method method;
  private final Linear linear;
  private final Tensor input;
  private final Tensor outputGradient;

  /// A layer with random weights.
  ///
  /// @param density probability of a spike
  public WeightGradientWork(Method method, int width, double density) {
    Generator generator = new Generator(1);
    this.method = method;
    linear = new Linear(width, width);
    input = Input.spikes(generator, density, VECTORS, width);
    outputGradient = Tensor.randn(generator, DType.FLOAT32, VECTORS, width);
  }

  @Override
  public void run() {
    if (method == Method.CHOSEN) {
      Crossover.reset();
    } else {
      Crossover.set(method == Method.EVENTS ? ALWAYS : NEVER);
    }
    try (var _ = Scope.open()) {
      linear.forward(input).backward(outputGradient);
      linear.zeroGrad();
    } finally {
      Crossover.reset();
    }
  }
}
