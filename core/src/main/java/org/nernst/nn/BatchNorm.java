package org.nernst.nn;

import org.jspecify.annotations.Nullable;
import org.nernst.tensor.Autograd;
import org.nernst.tensor.DType;
import org.nernst.tensor.Functional;
import org.nernst.tensor.Tensor;

/// What batch normalisation over one and two axes has in common.
abstract sealed class BatchNorm extends Layer permits BatchNorm1d, BatchNorm2d {
  private final long features;
  private final double eps;
  private final @Nullable Double momentum;
  private final boolean affine;
  private final boolean track;

  BatchNorm(BatchNormBuilder<?> options) {
    features = options.features;
    eps = options.eps;
    momentum = options.momentum;
    affine = options.affine;
    track = options.trackRunningStats;
    DType dtype = options.dtype;
    registerParameter("weight", affine ? Tensor.ones(dtype, features) : null);
    registerParameter("bias", affine ? Tensor.zeros(dtype, features) : null);
    registerBuffer("running_mean", track ? Tensor.zeros(dtype, features) : null);
    registerBuffer("running_var", track ? Tensor.ones(dtype, features) : null);
    registerBuffer("num_batches_tracked", track ? Tensor.zeros(DType.INT64) : null);
  }

  /// The scale per channel; null without `affine`.
  public final @Nullable Tensor weight() {
    return parameterOrNull("weight");
  }

  /// The shift per channel; null without `affine`.
  public final @Nullable Tensor bias() {
    return parameterOrNull("bias");
  }

  /// The running mean per channel; null if none is kept.
  public final @Nullable Tensor runningMean() {
    return bufferOrNull("running_mean");
  }

  /// The running variance per channel (with Bessel's correction); null if none is kept.
  public final @Nullable Tensor runningVar() {
    return bufferOrNull("running_var");
  }

  /// What is added to the variance.
  public final double eps() {
    return eps;
  }

  /// Forgets the running statistics.
  public final void resetRunningStats() {
    if (track) {
      try (var _ = Autograd.noGrad()) {
        getBuffer("running_mean").zeroInPlace();
        getBuffer("running_var").fillInPlace(1);
        getBuffer("num_batches_tracked").zeroInPlace();
      }
    }
  }

  /// Refuses an input that has other axes than (batch, channel, ...) for this layer.
  final void checkChannels(String axes, Tensor x, int channelAxis) {
    if (x.size(channelAxis) != features) {
      throw new IllegalArgumentException(
          "%s: expected input (%s) with %d channels, got %s"
              .formatted(kind(), axes, features, Tensor.shapeText(x.shape())));
    }
  }

  /// Normalises (batch, channel, ...).
  final Tensor normalised(Tensor x) {
    boolean batchStatistics = training() || !track;
    if (batchStatistics && x.numel() == features) {
      throw new IllegalArgumentException(
          "%s: expected more than one value per channel in training, got %s"
              .formatted(kind(), Tensor.shapeText(x.shape())));
    }
    double weightOfBatch = momentum == null ? 0 : momentum;
    if (training() && track) {
      Tensor batches = getBuffer("num_batches_tracked");
      try (var _ = Autograd.noGrad();
          Tensor one = Tensor.ones(DType.INT64)) {
        batches.addInPlace(one);
      }
      if (momentum == null) {
        weightOfBatch = 1 / batches.item();
      }
    }
    return Functional.batchNorm(
        x, runningMean(), runningVar(), weight(), bias(), batchStatistics, weightOfBatch, eps);
  }

  @Override
  public String extraRepr() {
    return "%d, eps=%s, momentum=%s, affine=%s, track_running_stats=%s"
        .formatted(
            features,
            PythonText.of(eps),
            momentum == null ? "None" : PythonText.of(momentum),
            PythonText.of(affine),
            PythonText.of(track));
  }
}
