package org.nernst.synapse;

import java.lang.ref.WeakReference;
import org.jspecify.annotations.Nullable;
import org.nernst.tensor.Autograd;
import org.nernst.tensor.DType;
import org.nernst.tensor.Device;
import org.nernst.tensor.Nernst;
import org.nernst.tensor.SpikeBits;
import org.nernst.tensor.Tensor;

/// A linear map that chooses with each call between a product of matrices and sums of rows by
/// spike, whichever is faster at the input's density. Both give the same numbers up to the order of
/// summation. Remembers its packed weights as long as the weights don't change.
public final class EventLinear {
  /// Rows whose product of matrices takes about as long as packing the weights.
  private static final long LEAST_ROWS = 64;

  /// Products below which looking costs more than it can save: a call, and one that is recorded.
  private static final long LEAST_WORK = 1 << 20;

  private static final long LEAST_RECORDED_WORK = 1 << 23;

  private final RowKernels kernels;
  private final long leastRows;
  private final long leastWork;
  private final long leastRecordedWork;
  private @Nullable PackedWeights packed;
  private WeakReference<@Nullable Tensor> packedWeight = new WeakReference<>(null);
  private WeakReference<@Nullable Tensor> packedBias = new WeakReference<>(null);
  private long weightVersion;
  private long biasVersion;

  /// Of the weights for which the last choice was made.
  private long seenVersion = -1;

  /// A map whose weights come with each call.
  public EventLinear() {
    this(RowKernels.forThisJvm(), LEAST_ROWS, LEAST_WORK, LEAST_RECORDED_WORK);
  }

  /// @param leastRows below which the product of matrices is taken
  /// @param leastWork products below which it is
  /// @param leastRecordedWork the same for a call that is recorded
  EventLinear(RowKernels kernels, long leastRows, long leastWork, long leastRecordedWork) {
    this.kernels = kernels;
    this.leastRows = leastRows;
    this.leastWork = leastWork;
    this.leastRecordedWork = leastRecordedWork;
  }

  /// Computes `x W^T + b`.
  ///
  /// @param x (..., in)
  /// @param weight (out, in)
  /// @param bias (out), or null
  /// @return (..., out)
  public Tensor apply(Tensor x, Tensor weight, @Nullable Tensor bias) {
    SpikeBits bits = bits(x, weight, bias);
    if (bits == null) {
      return DenseLinear.apply(x, weight, bias);
    }
    return function(spikes(bits, x), x.shape(), weight, bias).apply(weight, bias, x);
  }

  /// What [#apply(Tensor, Tensor, Tensor)] would compute by spike, for whoever wants it in chunks.
  ///
  /// @param x (..., in); its rows are in row-major order of the leading axes
  /// @param weight (out, in)
  /// @param bias (out), or null
  /// @return null if the product of matrices is to be taken
  public @Nullable SpikingCurrent current(Tensor x, Tensor weight, @Nullable Tensor bias) {
    SpikeBits bits = bits(x, weight, bias);
    return bits == null ? null : new SpikingCurrent(kernels, packed(weight, bias), spikes(bits, x));
  }

  private static Spikes spikes(SpikeBits bits, Tensor x) {
    return new RasterSpikes(bits, bits.isBinary() ? null : Raster.of(x));
  }

  /// Computes `x W^T + b` from events, without a raster.
  ///
  /// @param x of width in
  /// @param weight (out, in), float32 or float64, in main memory
  /// @param bias (out), or null
  /// @return (time, batch, out) or (batch, time, out), as the events are laid out
  /// @throws IllegalArgumentException if the width isn't the weight's
  public Tensor apply(EventBatch x, Tensor weight, @Nullable Tensor bias) {
    if (x.width() != weight.size(1)) {
      throw new IllegalArgumentException(
          "expected events of %d neurons, got %d".formatted(weight.size(1), x.width()));
    }
    return function(new RowSpikes(x.rows()), x.shape(), weight, bias).apply(weight, bias, null);
  }

  /// Packs the weights and builds and warms the kernels for them, so that the first call isn't
  /// slow.
  ///
  /// @param weight (out, in)
  /// @param bias (out), or null
  public void compile(Tensor weight, @Nullable Tensor bias) {
    if (isKind(weight, weight.dtype())) {
      packed(weight, bias);
      kernels.scan(weight.dtype());
    }
  }

  private EventLinearFunction function(
      Spikes spikes, long[] shape, Tensor weight, @Nullable Tensor bias) {
    return new EventLinearFunction(kernels, packed(weight, bias), spikes, shape, bias != null);
  }

  /// The spikes of the input, null if the product of matrices is to be taken.
  private @Nullable SpikeBits bits(Tensor x, Tensor weight, @Nullable Tensor bias) {
    if (!isKind(weight, x.dtype()) || !isKind(x, x.dtype()) || x.dim() == 0 || x.numel() == 0) {
      return null;
    }
    long work = x.numel() * weight.size(0);
    if (work < leastWork || x.numel() < leastRows * x.size(-1)) {
      return null;
    }
    if (work < leastRecordedWork && isRecorded(x, weight, bias)) {
      return null;
    }
    int in = Math.toIntExact(x.size(-1));
    int out = Math.toIntExact(weight.size(0));
    double share = shareOfSums(weight, bias, x.numel() / in);
    if (share <= 0) {
      return null;
    }
    SpikeBits known = x.spikeBits();
    if (known == null || known.width() != in) {
      Raster raster = Raster.of(x);
      SpikeScan scan = kernels.scan(x.dtype());
      if (raster == null
          || !Crossover.forward(kernels, x.dtype(), in, out, raster.sample(scan) / share)) {
        return null;
      }
      known = raster.scan(scan);
    }
    return Crossover.forward(kernels, x.dtype(), in, out, known.density() / share) ? known : null;
  }

  /// The share of a product's time that is left to sums once the weights are packed. Weights that
  /// come a second time will come again, so that packing them pays in the end.
  private synchronized double shareOfSums(Tensor weight, @Nullable Tensor bias, long rows) {
    boolean known =
        !Nernst.deterministic() && (isPacked(weight, bias) || seenVersion == weight.version());
    seenVersion = weight.version();
    return known ? 1 : 1 - (double) leastRows / rows;
  }

  private static boolean isKind(Tensor tensor, DType dtype) {
    return (dtype == DType.FLOAT32 || dtype == DType.FLOAT64)
        && tensor.dtype() == dtype
        && tensor.device().equals(Device.CPU);
  }

  private static boolean isRecorded(Tensor x, Tensor weight, @Nullable Tensor bias) {
    return Autograd.isEnabled()
        && (x.requiresGrad() || weight.requiresGrad() || (bias != null && bias.requiresGrad()));
  }

  private boolean isPacked(Tensor weight, @Nullable Tensor bias) {
    return packed != null
        && packedWeight.get() == weight
        && packedBias.get() == bias
        && weightVersion == weight.version()
        && (bias == null || biasVersion == bias.version());
  }

  /// The packed weights, packed anew if a tensor is another one or has changed.
  private synchronized PackedWeights packed(Tensor weight, @Nullable Tensor bias) {
    PackedWeights known = packed;
    if (known != null && isPacked(weight, bias)) {
      return known;
    }
    PackedWeights made;
    if (known != null && known.isFreeFor(weight)) {
      made = known;
      made.pack(weight, bias);
    } else {
      made = PackedWeights.of(kernels, weight, bias);
    }
    packed = made;
    packedWeight = new WeakReference<>(weight);
    packedBias = new WeakReference<>(bias);
    weightVersion = weight.version();
    biasVersion = bias == null ? 0 : bias.version();
    return made;
  }
}
