package org.nernst.nn;

import org.nernst.tensor.Functional;
import org.nernst.tensor.Tensor;

/// The sum of each window of height and width, as neuromorphic chips pool spikes.
///
/// Input (..., channel, height, width): any leading axes, time and batch among them, are run as one
/// batch; output (..., channel, height', width') with `height' = floor((height - kernel) / stride +
/// 1)`, rounded up instead with `ceilMode`.
///
/// Sinabs computes this as a power-average pooling of norm 1, whose gradient is zero for a window
/// that sums to exactly zero, so that silent windows never learn; here the gradient of a sum is 1
/// everywhere. It also scales a window that hangs over the end (`ceilMode`) up as if it were whole;
/// here that is an option, [Builder#scalePartialWindows].
///
/// Source: sinabs.layers.SumPool2d.
public final class SumPool2d extends Layer {
  private static final long[] NO_PADDING = {0, 0};

  private final long[] kernel;
  private final long[] stride;
  private final boolean ceilMode;
  private final boolean scalePartial;

  /// Square windows side by side.
  ///
  /// @param kernel height and width of a window
  public SumPool2d(long kernel) {
    this(builder(kernel));
  }

  private SumPool2d(Builder options) {
    kernel = options.kernel;
    stride = options.stride;
    ceilMode = options.ceilMode;
    scalePartial = options.scalePartial;
  }

  /// All options.
  ///
  /// @param kernel size of a window, one number or height and width
  public static Builder builder(long... kernel) {
    return new Builder(kernel);
  }

  /// Height and width of a window.
  public long[] kernelSize() {
    return kernel.clone();
  }

  /// Steps of the window.
  public long[] stride() {
    return stride.clone();
  }

  /// Whether windows may hang over the end of the input.
  public boolean ceilMode() {
    return ceilMode;
  }

  @Override
  protected Tensor compute(Tensor x) {
    return Leading.flattened("SumPool2d", "channel, height, width", 3, x, this::pool);
  }

  private Tensor pool(Tensor x) {
    if (WindowPooling.fits(x, kernel, stride, NO_PADDING, ceilMode, 1)) {
      return WindowPooling.apply(x, kernel, 1);
    }
    Long divisor = scalePartial ? null : 1L;
    Tensor pooled = Functional.avgPool2d(x, kernel, stride, NO_PADDING, ceilMode, true, divisor);
    return scalePartial ? pooled.mul((double) (kernel[0] * kernel[1])) : pooled;
  }

  @Override
  public String extraRepr() {
    return "kernel_size=%s, stride=%s, ceil_mode=%s"
        .formatted(PythonText.sizes(kernel), PythonText.sizes(stride), PythonText.of(ceilMode));
  }

  /// Options of a [SumPool2d].
  public static final class Builder extends PoolBuilder<Builder> {
    private boolean scalePartial;

    private Builder(long... kernel) {
      super(kernel);
    }

    @Override
    Builder self() {
      return this;
    }

    /// Whether a window that hangs over the end counts as if the rest of it had the mean of what is
    /// there, as in Sinabs; default false. Only `ceilMode` makes such windows.
    public Builder scalePartialWindows(boolean scale) {
      scalePartial = scale;
      return this;
    }

    /// Makes the layer.
    ///
    /// @throws IllegalArgumentException if partial windows are to be scaled and there are none
    public SumPool2d build() {
      if (scalePartial && !ceilMode) {
        throw new IllegalArgumentException(
            "expected ceilMode(true) with scalePartialWindows(true): without it no window is"
                + " partial");
      }
      return new SumPool2d(this);
    }
  }
}
