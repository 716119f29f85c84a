package org.nernst.nn;

import org.nernst.tensor.Functional;
import org.nernst.tensor.Tensor;

/// A convolution over one axis.
///
/// Input (..., in channels, length), output (..., out channels, length'): any leading axes, time
/// and batch among them, are run as one batch. `length' = floor((length + 2 padding - dilation
/// (kernel -
/// 1)
///    -
///      1) / stride + 1)`. Parameters: `weight` (out, in / groups, kernel) and `bias` (out), drawn
///         uniformly from `±1/sqrt(in / groups * kernel)` as in PyTorch.
///
/// Source: torch.nn.Conv1d, PyTorch 2.10.
public final class Conv1d extends Convolution {
  private static final String AXES = "channel, length";

  /// A convolution with stride 1, no padding, and a bias.
  ///
  /// @param in input channels
  /// @param out output channels
  /// @param kernel size of the window
  public Conv1d(long in, long out, long kernel) {
    this(builder(in, out, kernel));
  }

  private Conv1d(Builder options) {
    super(options);
  }

  /// All options.
  ///
  /// @param in input channels
  /// @param out output channels
  /// @param kernel size of the window
  public static Builder builder(long in, long out, long kernel) {
    return new Builder(in, out, kernel);
  }

  @Override
  protected Tensor compute(Tensor x) {
    Leading.checkChannels("Conv1d", AXES, -2, inChannels(), x);
    return Leading.flattened(
        "Conv1d",
        AXES,
        2,
        x,
        batch ->
            SilentFrames.skip(
                batch,
                frames ->
                    Functional.conv1d(
                        padEnds(frames), weight(), bias(), stride, padding, dilation, groups)));
  }

  /// Options of a [Conv1d].
  public static final class Builder extends ConvolutionBuilder<Builder> {
    private Builder(long in, long out, long kernel) {
      super(1, in, out, kernel);
    }

    @Override
    Builder self() {
      return this;
    }

    /// Makes the layer.
    ///
    /// @throws IllegalArgumentException if "same" meets a stride
    public Conv1d build() {
      return new Conv1d(this);
    }
  }
}
