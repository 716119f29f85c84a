package org.nernst.bench;

import java.lang.ref.Reference;
import org.nernst.synapse.PackedWeights;
import org.nernst.synapse.SpikeRows;
import org.nernst.tensor.Autograd;
import org.nernst.tensor.DType;
import org.nernst.tensor.Functional;
import org.nernst.tensor.Generator;
import org.nernst.tensor.Scope;
import org.nernst.tensor.Tensor;

/// A square linear map of 64 vectors of spikes on one thread.
public final class DensityWork implements Workload {
  /// Vectors in a run.
  public static final int VECTORS = 64;

  /// How the map is computed.
  public enum Method {
    /// Sums of the rows of weights whose input spikes, from indices that are there already.
    EVENTS,
    /// A product of matrices.
    GEMM
  }

  private final Method method;
  private final int width;
  private final Tensor weight;
  private final Tensor bias;
  private final Tensor input;
  private final Tensor output;
  private final PackedWeights packed;
  private final SpikeRows spikes;

  /// A map with random weights.
  ///
  /// @param density probability of a spike
  public DensityWork(Method method, int width, double density) {
    Generator generator = new Generator(1);
    this.method = method;
    this.width = width;
    weight = Tensor.randn(generator, DType.FLOAT32, width, width);
    bias = Tensor.randn(generator, DType.FLOAT32, width);
    input = Input.spikes(generator, density, VECTORS, width);
    output = Tensor.zeros(VECTORS, width);
    packed = PackedWeights.of(weight, bias);
    spikes = new SpikeRows(width);
    float[] values = input.toFloatArray();
    for (int row = 0; row < VECTORS; row++) {
      for (int column = 0; column < width; column++) {
        if (values[row * width + column] != 0) {
          spikes.add(column);
        }
      }
      spikes.endRow();
    }
  }

  @Override
  public void run() {
    switch (method) {
      case GEMM -> {
        try (var _ = Scope.open();
            var _ = Autograd.noGrad()) {
          Functional.linear(input, weight, bias);
        }
      }
      case EVENTS -> {
        try {
          packed.multiply(spikes, 0, VECTORS, output.address(), (long) width * Float.BYTES);
        } finally {
          Reference.reachabilityFence(output);
        }
      }
    }
  }
}
