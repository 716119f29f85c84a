package org.nernst.nn;

import org.nernst.tensor.Functional;
import org.nernst.tensor.Tensor;

/// The largest element of each window of height and width.
///
/// Input (..., channel, height, width): any leading axes, time and batch among them, are run as one
/// batch; output (..., channel, height', width') with `height' = floor((height + 2 padding -
/// dilation (kernel - 1) - 1) / stride + 1)`, rounded up instead with `ceilMode`.
///
/// Source: torch.nn.MaxPool2d, PyTorch 2.10.
public final class MaxPool2d extends Layer {
  private final long[] kernel;
  private final long[] stride;
  private final long[] padding;
  private final long[] dilation;
  private final boolean ceilMode;

  /// Square windows side by side.
  ///
  /// @param kernel height and width of a window
  public MaxPool2d(long kernel) {
    this(builder(kernel));
  }

  private MaxPool2d(Builder options) {
    kernel = options.kernel;
    stride = options.stride;
    padding = options.padding;
    dilation = options.dilation;
    ceilMode = options.ceilMode;
  }

  /// All options.
  ///
  /// @param kernel size of a window, one number or height and width
  public static Builder builder(long... kernel) {
    return new Builder(kernel);
  }

  @Override
  protected Tensor compute(Tensor x) {
    return Leading.flattened(
        "MaxPool2d",
        "channel, height, width",
        3,
        x,
        batch -> Functional.maxPool2d(batch, kernel, stride, padding, dilation, ceilMode));
  }

  @Override
  public String extraRepr() {
    return "kernel_size=%s, stride=%s, padding=%s, dilation=%s, ceil_mode=%s"
        .formatted(
            PythonText.sizes(kernel),
            PythonText.sizes(stride),
            PythonText.sizes(padding),
            PythonText.sizes(dilation),
            PythonText.of(ceilMode));
  }

  /// Options of a [MaxPool2d].
  public static final class Builder extends PoolBuilder<Builder> {
    private long[] dilation = {1, 1};

    private Builder(long... kernel) {
      super(kernel);
    }

    @Override
    Builder self() {
      return this;
    }

    /// How far windows reach over both ends of an axis, at most half the window; default 0.
    ///
    /// @param padding one number, or height and width
    public Builder padding(long... padding) {
      setPadding(padding);
      return this;
    }

    /// Distance between the elements of a window, at least 1; default 1.
    ///
    /// @param dilation one number, or height and width
    public Builder dilation(long... dilation) {
      this.dilation = WindowSizes.of("dilation", AXES, dilation);
      Checks.positive("dilation", this.dilation);
      return this;
    }

    /// Makes the layer.
    public MaxPool2d build() {
      return new MaxPool2d(this);
    }
  }
}
