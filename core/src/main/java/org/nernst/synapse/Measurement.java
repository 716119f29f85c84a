package org.nernst.synapse;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.nernst.memory.Products;
import org.nernst.tensor.Autograd;
import org.nernst.tensor.DType;
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
  private static final int LEAST_REPEATS = 5;
  private static final double LEAST_SECONDS = 0.04;
  private static final double SPARSE = 0.05;

  /// No crossing is believed that lies above what was measured.
  private static final double DENSER = 0.3;

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
      double[] densities = {SPARSE, DENSER};
      for (int d = 0; d < densities.length; d++) {
        Tensor x = spikes(dtype, rows, in, densities[d]);
        Spikes spikes = find(kernels, x);
        forward[d] =
            ratio(() -> byEvents(kernels, packed, x), () -> DenseLinear.apply(x, weight, null));
        backward[d] =
            ratio(
                () -> new WeightGradient(kernels, spikes, dtype, out).run(dy, gradient, null),
                () -> Products.multiply(dy.t(), x));
      }
      return new Measurement(crossing(forward), crossing(backward));
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

  /// How long sums take of a product's time, each the best of some, in turns: what else the machine
  /// does meets both.
  private static double ratio(Runnable sums, Runnable product) {
    double bestOfSums = Double.POSITIVE_INFINITY;
    double bestOfProducts = Double.POSITIVE_INFINITY;
    long start = System.nanoTime();
    for (int k = 0; k < LEAST_REPEATS || seconds(start) < LEAST_SECONDS; k++) {
      bestOfSums = Math.min(bestOfSums, time(sums));
      bestOfProducts = Math.min(bestOfProducts, time(product));
    }
    return bestOfSums / bestOfProducts;
  }

  private static double time(Runnable work) {
    try (Scope _ = Scope.open()) {
      long start = System.nanoTime();
      work.run();
      return seconds(start);
    }
  }

  private static double seconds(long start) {
    return (System.nanoTime() - start) * 1e-9;
  }

  /// The density at which a line through two ratios reaches [#MARGIN].
  private static double crossing(double[] ratios) {
    double slope = Math.max((ratios[1] - ratios[0]) / (DENSER - SPARSE), 1e-12);
    double density = SPARSE + (MARGIN - ratios[0]) / slope;
    return Math.clamp(Math.floor(density / GRID + 1e-9) * GRID, 0, DENSER);
  }
}
