package org.nernst.nn;

import org.jspecify.annotations.Nullable;
import org.nernst.tensor.Functional;
import org.nernst.tensor.Tensor;

/// The mean of each window of height and width.
///
/// Input (..., channel, height, width): any leading axes, time and batch among them, are run as one
/// batch; output (..., channel, height', width') with `height' = floor((height + 2 padding -
/// kernel) / stride + 1)`, rounded up instead with `ceilMode`.
///
/// Source: torch.nn.AvgPool2d, PyTorch 2.10.
public final class AvgPool2d extends Layer {
  private final long[] kernel;
  private final long[] stride;
  private final long[] padding;
  private final boolean ceilMode;
  private final boolean countIncludePad;
  private final @Nullable Long divisor;

  /// Square windows side by side.
  ///
  /// @param kernel height and width of a window
  public AvgPool2d(long kernel) {
    this(builder(kernel));
  }

  private AvgPool2d(Builder options) {
    kernel = options.kernel;
    stride = options.stride;
    padding = options.padding;
    ceilMode = options.ceilMode;
    countIncludePad = options.countIncludePad;
    divisor = options.divisor;
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

  /// Zeros at both ends of an axis.
  public long[] padding() {
    return padding.clone();
  }

  /// Whether windows may hang over the end of the input.
  public boolean ceilMode() {
    return ceilMode;
  }

  /// Whether each sum is divided by the size of the window, zeros of the padding included.
  public boolean dividesByWindow() {
    return divisor == null && (countIncludePad || (padding[0] == 0 && padding[1] == 0));
  }

  @Override
  protected Tensor compute(Tensor x) {
    return Leading.flattened("AvgPool2d", "channel, height, width", 3, x, this::pool);
  }

  private Tensor pool(Tensor batch) {
    long by = divisor == null ? kernel[0] * kernel[1] : divisor;
    return WindowPooling.fits(batch, kernel, stride, padding, ceilMode, by)
        ? WindowPooling.apply(batch, kernel, by)
        : Functional.avgPool2d(batch, kernel, stride, padding, ceilMode, countIncludePad, divisor);
  }

  @Override
  public String extraRepr() {
    return "kernel_size=%s, stride=%s, padding=%s"
        .formatted(PythonText.sizes(kernel), PythonText.sizes(stride), PythonText.sizes(padding));
  }

  /// Options of an [AvgPool2d].
  public static final class Builder extends PoolBuilder<Builder> {
    private boolean countIncludePad = true;
    private @Nullable Long divisor;

    private Builder(long... kernel) {
      super(kernel);
    }

    @Override
    Builder self() {
      return this;
    }

    /// Zeros added at both ends of an axis, at most half the window; default 0.
    ///
    /// @param padding one number, or height and width
    public Builder padding(long... padding) {
      setPadding(padding);
      return this;
    }

    /// Whether the zeros of the padding count in the mean; default true.
    public Builder countIncludePad(boolean countIncludePad) {
      this.countIncludePad = countIncludePad;
      return this;
    }

    /// What sums are divided by, instead of the size of the window.
    ///
    /// @param divisor at least 1
    public Builder divisorOverride(long divisor) {
      this.divisor = Checks.positive("divisor", divisor);
      return this;
    }

    /// Makes the layer.
    public AvgPool2d build() {
      return new AvgPool2d(this);
    }
  }
}
