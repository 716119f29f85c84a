package org.nernst.nn;

import org.nernst.synapse.SynapticOperations;
import org.nernst.tensor.Autograd;
import org.nernst.tensor.DType;
import org.nernst.tensor.Functional;
import org.nernst.tensor.Scope;
import org.nernst.tensor.Tensor;

/// A convolution over height and width.
///
/// Input (..., in channels, height, width), output (..., out channels, height', width'): any
/// leading axes, time and batch among them, are run as one batch. `height' = floor((height + 2
/// padding - dilation (kernel - 1) - 1) / stride + 1)`, likewise the width. Parameters: `weight`
/// (out, in / groups, kernel height, kernel width) and `bias` (out), drawn uniformly from
/// `±1/sqrt(in / groups
/// * kernel height * kernel width)` as in PyTorch.
///
/// Frames that are all zeros cost nothing where many are and where the input needs no gradient.
///
/// Source: torch.nn.Conv2d, PyTorch 2.10.
public final class Conv2d extends Convolution {
  private static final String AXES = "channel, height, width";

  private final SynapticOperations operations = new SynapticOperations();

  /// A convolution with a square window, stride 1, no padding, and a bias.
  ///
  /// @param in input channels
  /// @param out output channels
  /// @param kernel height and width of the window
  public Conv2d(long in, long out, long kernel) {
    this(builder(in, out, kernel));
  }

  private Conv2d(Builder options) {
    super(options);
  }

  /// All options.
  ///
  /// @param in input channels
  /// @param out output channels
  /// @param kernel size of the window, one number or height and width
  public static Builder builder(long in, long out, long... kernel) {
    return new Builder(in, out, kernel);
  }

  @Override
  protected Tensor compute(Tensor x) {
    Leading.checkChannels("Conv2d", AXES, -3, inChannels(), x);
    if (operations.isCounting()) {
      count(x);
    }
    return Leading.flattened(
        "Conv2d",
        AXES,
        3,
        x,
        batch ->
            SilentFrames.skip(
                batch,
                frames ->
                    Functional.conv2d(
                        padEnds(frames), weight(), bias(), stride, padding, dilation, groups)));
  }

  /// The counter of synaptic operations: spikes times the outputs that each reaches, fewer at the
  /// borders. It is off until it is started, and counting takes a convolution of its own.
  public SynapticOperations synapticOperations() {
    return operations;
  }

  /// With weights of 1, each output is the number of spikes that reach it.
  private void count(Tensor x) {
    try (Scope _ = Scope.open();
        var _ = Autograd.noGrad()) {
      Tensor ones = Tensor.onesLike(weight());
      Tensor spikes =
          Leading.flattened(
              "Conv2d",
              AXES,
              3,
              x.detach(),
              batch ->
                  Functional.conv2d(padEnds(batch), ones, null, stride, padding, dilation, groups));
      double sum = spikes.sum(-3, -2, -1).to(DType.FLOAT64).sum().item();
      operations.add(sum, spikes.numel() / (spikes.size(-3) * spikes.size(-2) * spikes.size(-1)));
    }
  }

  /// Options of a [Conv2d].
  public static final class Builder extends ConvolutionBuilder<Builder> {
    private Builder(long in, long out, long... kernel) {
      super(2, in, out, kernel);
    }

    @Override
    Builder self() {
      return this;
    }

    /// Makes the layer.
    ///
    /// @throws IllegalArgumentException if "same" meets a stride
    public Conv2d build() {
      return new Conv2d(this);
    }
  }
}
