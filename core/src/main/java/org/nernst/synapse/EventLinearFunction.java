package org.nernst.synapse;

import java.lang.ref.Reference;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.nernst.engine.KernelPool;
import org.nernst.tensor.CustomFunction;
import org.nernst.tensor.FlushedDenormals;
import org.nernst.tensor.FunctionContext;
import org.nernst.tensor.Nernst;
import org.nernst.tensor.SpikeBits;
import org.nernst.tensor.Tensor;

/// `y = x W^T + b` from the spikes in `x`, as one node of libtorch's graph. Its operands are the
/// input (..., in), the weight (out, in), and the bias (out) if there is one.
final class EventLinearFunction implements CustomFunction {
  /// Most rows that one thread takes at a time.
  private static final int PANEL_ROWS = 256;

  private static final int LEAST_PANEL_ROWS = 16;

  /// Sums below which other threads aren't worth waking.
  private static final long PARALLEL = 1 << 21;

  private static final ThreadLocal<@Nullable SpikeRows> ROWS = new ThreadLocal<>();

  private final RowKernels kernels;
  private final PackedWeights packed;
  private final boolean hasBias;
  private final SpikeBits bits;

  /// @param packed the operands' weight and bias
  /// @param hasBias whether there is one
  /// @param bits of the input's rows
  EventLinearFunction(RowKernels kernels, PackedWeights packed, boolean hasBias, SpikeBits bits) {
    this.kernels = kernels;
    this.packed = packed;
    this.hasBias = hasBias;
    this.bits = bits;
  }

  @Override
  public String name() {
    return "event-driven linear map";
  }

  @Override
  public String whyOnlyOnce() {
    return "the event-driven linear map has no second derivatives; Crossover.set(0) takes the dense"
        + " one";
  }

  @Override
  public List<Tensor> forward(FunctionContext context, List<Tensor> operands) {
    Tensor x = operands.getFirst();
    context.save(x, operands.get(1));
    return List.of(multiply(x));
  }

  /// The output, (..., out).
  Tensor multiply(Tensor x) {
    long[] shape = x.shape();
    shape[shape.length - 1] = packed.out();
    Tensor y = Tensor.empty(x.dtype(), shape);
    Raster raster = bits.isBinary() ? null : Objects.requireNonNull(Raster.of(x));
    long rows = bits.rows();
    int panel = Math.clamp(Math.ceilDiv(rows, 4L * Nernst.threads()), LEAST_PANEL_ROWS, PANEL_ROWS);
    long to = y.address();
    long rowBytes = (long) packed.out() * x.dtype().byteSize();
    try {
      KernelPool.run(
          Math.toIntExact(Math.ceilDiv(rows, panel)),
          bits.count() * packed.out() > PARALLEL,
          part -> {
            long first = (long) part * panel;
            long last = Math.min(rows, first + panel);
            SpikeRows own = rows(bits.width());
            for (long r = first; r < last; r++) {
              own.addRow(bits, r, raster);
            }
            packed.multiply(own, 0, own.rows(), to + first * rowBytes, rowBytes);
          });
    } finally {
      Reference.reachabilityFence(bits);
      Reference.reachabilityFence(x);
    }
    return y;
  }

  /// Rows of this thread, empty.
  private static SpikeRows rows(int width) {
    SpikeRows own = ROWS.get();
    if (own == null || own.width() != width) {
      own = new SpikeRows(width);
      ROWS.set(own);
    }
    own.clear();
    return own;
  }

  @Override
  public List<@Nullable Tensor> backward(
      FunctionContext context, List<@Nullable Tensor> gradOutputs) {
    Tensor dy = Objects.requireNonNull(gradOutputs.getFirst());
    Tensor x = context.saved(0);
    Tensor weight = context.saved(1);
    Tensor dyRows = dy.contiguous().reshape(bits.rows(), packed.out());
    List<@Nullable Tensor> gradients = new ArrayList<>();
    gradients.add(context.needsInputGrad(0) ? product(dyRows, weight).reshape(x.shape()) : null);
    gradients.add(context.needsInputGrad(1) ? weightGradient(dyRows, x, weight.shape()) : null);
    if (hasBias) {
      gradients.add(context.needsInputGrad(2) ? dyRows.sum(0) : null);
    }
    return gradients;
  }

  private Tensor weightGradient(Tensor dyRows, Tensor x, long[] shape) {
    if (!Crossover.gradient(kernels, x.dtype(), bits.width(), packed.out(), bits.density())) {
      return product(dyRows.t(), x.reshape(bits.rows(), bits.width()));
    }
    Raster raster = bits.isBinary() ? null : Objects.requireNonNull(Raster.of(x));
    Tensor gradient = Tensor.empty(x.dtype(), shape);
    new WeightGradient(kernels, bits, raster, x.dtype(), packed.out()).run(dyRows, gradient);
    return gradient;
  }

  /// Surrogates that fall off exponentially leave gradients that only slow a product down.
  private static Tensor product(Tensor a, Tensor b) {
    try (var _ = FlushedDenormals.open()) {
      return a.matmul(b);
    }
  }
}
