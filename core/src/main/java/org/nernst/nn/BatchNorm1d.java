package org.nernst.nn;

import org.nernst.tensor.Tensor;

/// Normalises each feature to mean 0 and variance 1 over the batch, then scales and shifts it.
///
/// Input (batch, feature) or (batch, feature, length); output of the same shape. `y = (x - mean) /
/// sqrt(var + eps) * weight + bias`, with mean and variance of the batch in training and the
/// running ones in evaluation. Parameters `weight`, `bias`; buffers `running_mean`, `running_var`,
/// `num_batches_tracked`. A sequence (time, batch, feature) would be read as (batch, feature,
/// length): flatten time and batch first.
///
/// Source: Ioffe and Szegedy, Batch Normalization, 2015; torch.nn.BatchNorm1d, PyTorch 2.10.
public final class BatchNorm1d extends BatchNorm {
  /// Batch normalisation with the default options.
  ///
  /// @param features size of axis 1
  public BatchNorm1d(long features) {
    this(builder(features));
  }

  private BatchNorm1d(Builder options) {
    super(options);
  }

  /// All options.
  ///
  /// @param features size of axis 1
  public static Builder builder(long features) {
    return new Builder(features);
  }

  @Override
  protected Tensor compute(Tensor x) {
    if (x.dim() != 2 && x.dim() != 3) {
      throw new IllegalArgumentException(
          "BatchNorm1d: expected input (batch, feature) or (batch, feature, length), got "
              + Tensor.shapeText(x.shape()));
    }
    checkChannels("batch, feature, ...", x, 1);
    return normalised(x);
  }

  /// Options of a [BatchNorm1d].
  public static final class Builder extends BatchNormBuilder<Builder> {
    private Builder(long features) {
      super(features);
    }

    @Override
    Builder self() {
      return this;
    }

    /// Makes the layer.
    public BatchNorm1d build() {
      return new BatchNorm1d(this);
    }
  }
}
