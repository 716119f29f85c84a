package org.nernst.nn;

import org.nernst.tensor.Tensor;

/// Normalises each channel to mean 0 and variance 1 over batch and image, then scales and shifts
/// it.
///
/// Input (..., channel, height, width): any leading axes, time and batch among them, count as one
/// batch; output of the same shape. `y = (x - mean) / sqrt(var + eps) * weight + bias`, with mean
/// and variance of the batch in training and the running ones in evaluation. Parameters `weight`,
/// `bias`; buffers `running_mean`, `running_var`, `num_batches_tracked`.
///
/// Source: Ioffe and Szegedy, Batch Normalization, 2015; torch.nn.BatchNorm2d, PyTorch 2.10.
public final class BatchNorm2d extends BatchNorm {
  private static final String AXES = "channel, height, width";

  /// Batch normalisation with the default options.
  ///
  /// @param features number of channels
  public BatchNorm2d(long features) {
    this(builder(features));
  }

  private BatchNorm2d(Builder options) {
    super(options);
  }

  /// All options.
  ///
  /// @param features number of channels
  public static Builder builder(long features) {
    return new Builder(features);
  }

  @Override
  protected Tensor compute(Tensor x) {
    if (x.dim() < 4) {
      throw new IllegalArgumentException(
          "BatchNorm2d: expected input (batch, channel, height, width), with any axes before, got "
              + Tensor.shapeText(x.shape()));
    }
    checkChannels("..., " + AXES, x, -3);
    return Leading.asOneBatch(3, x, this::normalised);
  }

  /// Options of a [BatchNorm2d].
  public static final class Builder extends BatchNormBuilder<Builder> {
    private Builder(long features) {
      super(features);
    }

    @Override
    Builder self() {
      return this;
    }

    /// Makes the layer.
    public BatchNorm2d build() {
      return new BatchNorm2d(this);
    }
  }
}
