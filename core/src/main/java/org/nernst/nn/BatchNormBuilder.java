package org.nernst.nn;

import org.jspecify.annotations.Nullable;
import org.nernst.tensor.DType;

/// Options of batch normalisation, with PyTorch's defaults.
abstract sealed class BatchNormBuilder<B extends BatchNormBuilder<B>>
    permits BatchNorm1d.Builder, BatchNorm2d.Builder {
  final long features;
  double eps = 1e-5;
  @Nullable Double momentum = 0.1;
  boolean affine = true;
  boolean trackRunningStats = true;
  DType dtype = DType.FLOAT32;

  BatchNormBuilder(long features) {
    this.features = Checks.positive("features", features);
  }

  abstract B self();

  /// Added to the variance, above 0; default 1e-5.
  public B eps(double eps) {
    if (!(eps > 0)) {
      throw new IllegalArgumentException("expected eps > 0, got " + eps);
    }
    this.eps = eps;
    return self();
  }

  /// The weight of a batch in the update of the running statistics, default 0.1.
  ///
  /// @param momentum in [0, 1]; null for the mean over all batches
  public B momentum(@Nullable Double momentum) {
    if (momentum != null && !(momentum >= 0 && momentum <= 1)) {
      throw new IllegalArgumentException("expected momentum in [0, 1] or null, got " + momentum);
    }
    this.momentum = momentum;
    return self();
  }

  /// Whether a scale and a shift are learned; default true.
  public B affine(boolean affine) {
    this.affine = affine;
    return self();
  }

  /// Whether running statistics are kept for evaluation; default true. Without them evaluation uses
  /// those of its batch.
  public B trackRunningStats(boolean track) {
    trackRunningStats = track;
    return self();
  }

  /// Dtype of parameters and statistics, and so of the input; default float32.
  public B dtype(DType dtype) {
    this.dtype = dtype;
    return self();
  }
}
