package org.nernst.synapse;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.nernst.tensor.Autograd;
import org.nernst.tensor.DType;
import org.nernst.tensor.Functional;
import org.nernst.tensor.Scope;
import org.nernst.tensor.Tensor;

/// At which densities sums by spike took as long as products of matrices, on this machine.
///
/// @param forward for the output
/// @param gradient for the weight's gradient
record Measurement(double forward, double gradient) {
  private static final int ROWS = 1024;
  private static final int LARGE_ROWS = 512;
  private static final int LARGE = 1 << 18;
  private static final int REPEATS = 5;
  private static final double SPARSE = 0.05;
  private static final double DENSER = 0.25;

  /// What sums may take of a product's time: measured in a hurry, they should win clearly.
  private static final double MARGIN = 0.9;

  /// Steps of the result, so that two processes seldom differ.
  private static final double GRID = 0.05;

  static Measurement of(RowKernels kernels, DType dtype, int in, int out) {
    int rows = (long) in * out < LARGE ? ROWS : LARGE_ROWS;
    try (Scope _ = Scope.open();
        var _ = Autograd.noGrad()) {
      Tensor weight = Tensor.full(new long[] {out, in}, 0.5, dtype);
      Tensor dy = Tensor.full(new long[] {rows, out}, 0.5, dtype);
      Tensor gradient = Tensor.empty(dtype, out, in);
      PackedWeights packed = PackedWeights.of(kernels, weight, null);
      double[] forward = new double[2];
      double[] backward = new double[2];
      double product = 0;
      double gradientProduct = 0;
      double[] densities = {SPARSE, DENSER};
      for (int d = 0; d < densities.length; d++) {
        Tensor x = spikes(dtype, rows, in, densities[d]);
        forward[d] = time(() -> byEvents(kernels, packed, x));
        product = time(() -> Functional.linear(x, weight, null));
        Spikes spikes = find(kernels, x);
        backward[d] = time(() -> new WeightGradient(kernels, spikes, dtype, out).run(dy, gradient));
        gradientProduct = time(() -> dy.t().matmul(x));
      }
      return new Measurement(crossing(forward, product), crossing(backward, gradientProduct));
    }
  }

  private static Tensor spikes(DType dtype, int rows, int in, double density) {
    SplittableRandom random = new SplittableRandom(1);
    double[] numbers = new double[rows * in];
    Arrays.setAll(numbers, _ -> random.nextDouble() < density ? 1 : 0);
    return Tensor.of(numbers, rows, in).to(dtype);
  }

  private static Spikes find(RowKernels kernels, Tensor x) {
    Raster raster = Raster.of(x);
    if (raster == null) {
      throw new IllegalStateException("a dense tensor has rows");
    }
    return new RasterSpikes(raster.scan(kernels.scan(x.dtype())), null);
  }

  private static void byEvents(RowKernels kernels, PackedWeights packed, Tensor x) {
    new EventLinearFunction(kernels, packed, find(kernels, x), x.shape(), false).multiply();
  }

  /// Seconds, the best of some.
  private static double time(Runnable work) {
    double best = Double.POSITIVE_INFINITY;
    for (int k = 0; k < REPEATS; k++) {
      try (Scope _ = Scope.open()) {
        long start = System.nanoTime();
        work.run();
        best = Math.min(best, (System.nanoTime() - start) * 1e-9);
      }
    }
    return best;
  }

  /// The density at which a line through two times reaches a share of the product's.
  private static double crossing(double[] times, double product) {
    double slope = Math.max((times[1] - times[0]) / (DENSER - SPARSE), 1e-12);
    double atZero = times[0] - slope * SPARSE;
    double density = (MARGIN * product - atZero) / slope;
    return Math.clamp(Math.floor(density / GRID) * GRID, 0, 1);
  }
}
