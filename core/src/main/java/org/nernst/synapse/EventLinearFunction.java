package org.nernst.synapse;

import java.lang.ref.Reference;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.nernst.memory.Products;
import org.nernst.memory.RowSums;
import org.nernst.tensor.Autograd;
import org.nernst.tensor.CustomFunction;
import org.nernst.tensor.DType;
import org.nernst.tensor.FunctionContext;
import org.nernst.tensor.KernelPool;
import org.nernst.tensor.Nernst;
import org.nernst.tensor.Tensor;

/// `y = x W^T + b` from the spikes in `x`, as one node of libtorch's graph. Its operands are the
/// weight (out, in), the bias (out) if there is one, and the raster `x` (..., in) if there is one.
final class EventLinearFunction implements CustomFunction {
  /// Most rows that one thread takes at a time.
  private static final int PANEL_ROWS = 256;

  private static final int LEAST_PANEL_ROWS = 16;

  /// Sums below which other threads aren't worth waking.
  private static final long PARALLEL = 1 << 21;

  private final RowKernels kernels;
  private final PackedWeights packed;
  private final Spikes spikes;
  private final long[] shape;
  private final boolean hasBias;

  /// @param packed the operands' weight and bias
  /// @param spikes of the input
  /// @param shape of the input, (..., in)
  /// @param hasBias whether there is a bias among the operands
  EventLinearFunction(
      RowKernels kernels, PackedWeights packed, Spikes spikes, long[] shape, boolean hasBias) {
    this.kernels = kernels;
    this.packed = packed;
    this.spikes = spikes;
    this.shape = shape;
    this.hasBias = hasBias;
  }

  /// Runs and, if a gradient can be asked for, records it.
  ///
  /// @param x the raster, null if there is none
  Tensor apply(Tensor weight, @Nullable Tensor bias, @Nullable Tensor x) {
    List<Tensor> operands = new ArrayList<>();
    operands.add(weight);
    if (bias != null) {
      operands.add(bias);
    }
    if (x != null) {
      operands.add(x);
    }
    return Autograd.apply(this, operands).getFirst();
  }

  @Override
  public String name() {
    return "event-driven linear map";
  }

  @Override
  public String whyOnlyOnce() {
    return "a linear map of events without a raster has no second derivatives";
  }

  @Override
  public List<Tensor> forward(FunctionContext context, List<Tensor> operands) {
    context.saveInputs(operands.toArray(Tensor[]::new));
    Tensor words = spikes.words();
    if (words != null) {
      context.save(words);
    }
    try {
      return List.of(multiply());
    } finally {
      Reference.reachabilityFence(operands);
    }
  }

  /// The output, (..., out).
  Tensor multiply() {
    long[] outShape = shape.clone();
    outShape[shape.length - 1] = packed.out();
    Tensor y = Tensor.emptyPooled(packed.dtype(), outShape);
    long rows = spikes.rows();
    int panel = Math.clamp(Math.ceilDiv(rows, 4L * Nernst.threads()), LEAST_PANEL_ROWS, PANEL_ROWS);
    long to = y.address();
    long rowBytes = (long) packed.out() * packed.dtype().byteSize();
    KernelPool.run(
        Math.toIntExact(Math.ceilDiv(rows, panel)),
        spikes.count() * packed.out() > PARALLEL,
        part -> {
          long first = (long) part * panel;
          SpikeRows own = SpikeRows.ofThread(spikes.width());
          spikes.rows(first, Math.min(rows, first + panel), own);
          packed.multiply(own, 0, own.rows(), to + first * rowBytes, rowBytes);
        });
    return y;
  }

  @Override
  public List<@Nullable Tensor> backward(
      FunctionContext context, List<@Nullable Tensor> gradOutputs) {
    Tensor dy =
        Objects.requireNonNull(gradOutputs.getFirst())
            .contiguous()
            .reshape(spikes.rows(), packed.out());
    Tensor weight = context.saved(0);
    int input = hasBias ? 2 : 1;
    Tensor x = spikes instanceof RasterSpikes ? context.saved(input) : null;
    List<@Nullable Tensor> gradients = new ArrayList<>();
    Gradients own =
        gradients(dy, x, context.needsInputGrad(0), hasBias && context.needsInputGrad(1));
    gradients.add(own.weight());
    if (hasBias) {
      gradients.add(own.bias());
    }
    if (x != null) {
      gradients.add(
          context.needsInputGrad(input) ? Products.multiply(dy, weight).reshape(shape) : null);
    }
    return gradients;
  }

  @Override
  public @Nullable List<@Nullable Tensor> recordedBackward(
      FunctionContext context, List<@Nullable Tensor> gradOutputs) {
    int input = hasBias ? 2 : 1;
    if (context.savedCount() == input) {
      return null;
    }
    Tensor dy = Objects.requireNonNull(gradOutputs.getFirst()).reshape(spikes.rows(), packed.out());
    Tensor x = context.saved(input).reshape(spikes.rows(), packed.in());
    List<@Nullable Tensor> gradients = new ArrayList<>();
    gradients.add(context.needsInputGrad(0) ? dy.t().matmul(x) : null);
    if (hasBias) {
      gradients.add(context.needsInputGrad(1) ? dy.sum(0) : null);
    }
    gradients.add(
        context.needsInputGrad(input) ? dy.matmul(context.saved(0)).reshape(shape) : null);
    return gradients;
  }

  /// The parameters' gradients.
  ///
  /// @param dy of the output, (rows, out), dense
  /// @param x the raster, null if there is none
  Gradients gradients(Tensor dy, @Nullable Tensor x, boolean wantsWeight, boolean wantsBias) {
    DType dtype = packed.dtype();
    boolean isDense =
        x != null
            && !Crossover.gradient(kernels, dtype, packed.in(), packed.out(), spikes.density());
    if (isDense || !wantsWeight) {
      Tensor weight =
          wantsWeight && x != null
              ? Products.multiply(dy.t(), x.reshape(spikes.rows(), packed.in()))
              : null;
      return new Gradients(weight, wantsBias ? RowSums.of(dy) : null);
    }
    Tensor weight = Tensor.emptyPooled(dtype, packed.out(), packed.in());
    Tensor bias = wantsBias ? Tensor.empty(dtype, packed.out()) : null;
    try {
      new WeightGradient(kernels, spikes, dtype, packed.out()).run(dy, weight, bias);
    } finally {
      Reference.reachabilityFence(x);
    }
    return new Gradients(weight, bias);
  }
}
