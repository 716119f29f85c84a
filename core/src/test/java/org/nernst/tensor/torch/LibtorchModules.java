package org.nernst.tensor.torch;

import org.bytedeco.pytorch.BatchNorm1dImpl;
import org.bytedeco.pytorch.BatchNormOptions;
import org.bytedeco.pytorch.DropoutImpl;
import org.bytedeco.pytorch.EmbeddingImpl;
import org.bytedeco.pytorch.GELUImpl;
import org.bytedeco.pytorch.LayerNormImpl;
import org.bytedeco.pytorch.LongVector;
import org.bytedeco.pytorch.TransformerEncoderLayerImpl;

/// Modules of libtorch's for tests, also of rooms that don't import libtorch.
public final class LibtorchModules {
  private LibtorchModules() {}

  /// Without parameters.
  public static LibtorchModule gelu() {
    return LibtorchModule.of(new GELUImpl(), GELUImpl::forward);
  }

  /// With weight and bias.
  public static LibtorchModule layerNorm(long size) {
    return LibtorchModule.of(
        new LayerNormImpl(new LongVector(new long[] {size})), LayerNormImpl::forward);
  }

  /// With buffers.
  public static LibtorchModule batchNorm(long features) {
    return LibtorchModule.of(
        new BatchNorm1dImpl(new BatchNormOptions(features)), BatchNorm1dImpl::forward);
  }

  /// Takes integers.
  public static LibtorchModule embedding(long rows, long columns) {
    return LibtorchModule.of(new EmbeddingImpl(rows, columns), EmbeddingImpl::forward);
  }

  /// Depends on the mode.
  public static LibtorchModule dropout(double p) {
    return LibtorchModule.of(new DropoutImpl(p), DropoutImpl::forward);
  }

  /// With children.
  public static LibtorchModule transformer(long size, long heads) {
    return LibtorchModule.of(
        new TransformerEncoderLayerImpl(size, heads), TransformerEncoderLayerImpl::forward);
  }
}
