package org.nernst.synapse;

import java.lang.ref.Reference;
import org.nernst.memory.Products;
import org.nernst.tensor.DType;
import org.nernst.tensor.SpikeBits;
import org.nernst.tensor.Tensor;

/// The gradient of a linear map's weights for whoever walks time by himself: `dy^T x`, from the
/// spikes of `x` where those are few.
public final class EventGradient {
  /// Products below which looking for spikes isn't worth it.
  private static final long LEAST_WORK = 1 << 22;

  private EventGradient() {}

  /// Computes the gradient.
  ///
  /// @param x what the map read, (rows, in), dense, float32 or float64
  /// @param dy gradient of what it made, (rows, out), dense, of the same dtype
  /// @return (out, in)
  public static Tensor of(Tensor x, Tensor dy) {
    RowKernels kernels = RowKernels.forThisJvm();
    DType dtype = x.dtype();
    int in = Math.toIntExact(x.size(1));
    int out = Math.toIntExact(dy.size(1));
    Raster raster = x.numel() * out < LEAST_WORK ? null : Raster.of(x);
    if (raster != null) {
      try {
        SpikeBits bits = raster.scan(kernels.scan(dtype));
        if (Crossover.gradient(kernels, dtype, in, out, bits.density())) {
          Tensor gradient = Tensor.empty(dtype, out, in);
          RasterSpikes spikes = new RasterSpikes(bits, bits.isBinary() ? null : raster);
          new WeightGradient(kernels, spikes, dtype, out).run(dy, gradient, null);
          return gradient;
        }
      } finally {
        Reference.reachabilityFence(x);
      }
    }
    return Products.multiply(dy.t(), x);
  }

  /// Computes the gradient.
  ///
  /// @param x the spikes that the map read, in rows
  /// @param dy gradient of what it made, (rows, out), dense, of their dtype
  /// @return (out, in)
  public static Tensor of(SpikeHistory x, Tensor dy) {
    RowKernels kernels = RowKernels.forThisJvm();
    int out = Math.toIntExact(dy.size(1));
    if (!Crossover.gradient(kernels, dy.dtype(), x.width(), out, x.density())) {
      return Products.multiply(dy.t(), x.toRaster());
    }
    Tensor gradient = Tensor.emptyPooled(dy.dtype(), out, x.width());
    new WeightGradient(kernels, x, dy.dtype(), out).run(dy, gradient, null);
    return gradient;
  }
}
