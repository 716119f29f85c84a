package org.nernst.tensor;

import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/// Convolutions, pooling and batch normalisation.
abstract sealed class FunctionalConvolutions extends FunctionalLosses permits Functional {

  /// Convolution over one dim.
  ///
  /// @param x (batch, in, length), or without batch
  /// @param weight (out, in / groups, k)
  /// @param bias (out), or null
  /// @param stride one number
  /// @param padding zeros at each side, one number
  /// @param dilation the distance of the kernel's elements, one number
  /// @param groups into how many parts the channels fall
  /// @return (batch, out, ...)
  /// @throws IllegalArgumentException if the shapes don't fit
  public static Tensor conv1d(
      Tensor x,
      Tensor weight,
      @Nullable Tensor bias,
      long[] stride,
      long[] padding,
      long[] dilation,
      long groups) {
    try (TensorOptional b = Natives.optional(bias)) {
      return x.call2(
          "conv1d",
          weight,
          () -> torch.conv1d(x.torch(), weight.torch(), b, stride, padding, dilation, groups));
    }
  }

  /// Transposed convolution over one dim, the adjoint of [#conv1d].
  ///
  /// @param x (batch, in, length), or without batch
  /// @param weight (in, out / groups, k)
  /// @param bias (out), or null
  /// @param stride as of the convolution
  /// @param padding as of the convolution
  /// @param outputPadding added to one side of the result
  /// @param groups into how many parts the channels fall
  /// @param dilation as of the convolution
  /// @return (batch, out, ...)
  /// @throws IllegalArgumentException if the shapes don't fit
  public static Tensor convTranspose1d(
      Tensor x,
      Tensor weight,
      @Nullable Tensor bias,
      long[] stride,
      long[] padding,
      long[] outputPadding,
      long groups,
      long[] dilation) {
    try (TensorOptional b = Natives.optional(bias)) {
      return x.call2(
          "convTranspose1d",
          weight,
          () ->
              torch.conv_transpose1d(
                  x.torch(), weight.torch(), b, stride, padding, outputPadding, groups, dilation));
    }
  }

  /// Convolution over two dims.
  ///
  /// @param x (batch, in, height, width), or without batch
  /// @param weight (out, in / groups, kh, kw)
  /// @param bias (out), or null
  /// @param stride one number, or one per dim
  /// @param padding zeros at each side, one number, or one per dim
  /// @param dilation the distance of the kernel's elements, one number, or one per dim
  /// @param groups into how many parts the channels fall
  /// @return (batch, out, ...)
  /// @throws IllegalArgumentException if the shapes don't fit
  public static Tensor conv2d(
      Tensor x,
      Tensor weight,
      @Nullable Tensor bias,
      long[] stride,
      long[] padding,
      long[] dilation,
      long groups) {
    try (TensorOptional b = Natives.optional(bias)) {
      return x.call2(
          "conv2d",
          weight,
          () -> torch.conv2d(x.torch(), weight.torch(), b, stride, padding, dilation, groups));
    }
  }

  /// Transposed convolution over two dims, the adjoint of [#conv2d].
  ///
  /// @param x (batch, in, height, width), or without batch
  /// @param weight (in, out / groups, kh, kw)
  /// @param bias (out), or null
  /// @param stride as of the convolution
  /// @param padding as of the convolution
  /// @param outputPadding added to one side of the result
  /// @param groups into how many parts the channels fall
  /// @param dilation as of the convolution
  /// @return (batch, out, ...)
  /// @throws IllegalArgumentException if the shapes don't fit
  public static Tensor convTranspose2d(
      Tensor x,
      Tensor weight,
      @Nullable Tensor bias,
      long[] stride,
      long[] padding,
      long[] outputPadding,
      long groups,
      long[] dilation) {
    try (TensorOptional b = Natives.optional(bias)) {
      return x.call2(
          "convTranspose2d",
          weight,
          () ->
              torch.conv_transpose2d(
                  x.torch(), weight.torch(), b, stride, padding, outputPadding, groups, dilation));
    }
  }

  /// Means of windows.
  ///
  /// @param x (batch, channels, height, width), or without batch
  /// @param kernel the window's size, one number or one per dim
  /// @param stride the distance of windows, one number or one per dim
  /// @param padding zeros at each side, counted in the mean
  /// @return (batch, channels, ...)
  /// @throws IllegalArgumentException if the shapes don't fit
  public static Tensor avgPool2d(Tensor x, long[] kernel, long[] stride, long[] padding) {
    return avgPool2d(x, kernel, stride, padding, false);
  }

  /// Means of windows.
  ///
  /// @param x (batch, channels, height, width), or without batch
  /// @param kernel the window's size, one number or one per dim
  /// @param stride the distance of windows, one number or one per dim
  /// @param padding zeros at each side, counted in the mean
  /// @param ceilMode whether windows may hang over the end
  /// @return (batch, channels, ...)
  /// @throws IllegalArgumentException if the shapes don't fit
  public static Tensor avgPool2d(
      Tensor x, long[] kernel, long[] stride, long[] padding, boolean ceilMode) {
    return avgPool2d(x, kernel, stride, padding, ceilMode, true, null);
  }

  /// Sums of windows, divided by their size or by a given number.
  ///
  /// @param x (batch, channels, height, width), or without batch
  /// @param kernel the window's size, one number or one per dim
  /// @param stride the distance of windows, one number or one per dim
  /// @param padding zeros at each side
  /// @param ceilMode whether windows may hang over the end
  /// @param countIncludePad whether the zeros count in the size
  /// @param divisor what sums are divided by; null for the size of the window
  /// @return (batch, channels, ...)
  /// @throws IllegalArgumentException if the shapes don't fit
  public static Tensor avgPool2d(
      Tensor x,
      long[] kernel,
      long[] stride,
      long[] padding,
      boolean ceilMode,
      boolean countIncludePad,
      @Nullable Long divisor) {
    try (LongOptional by = divisor == null ? null : new LongOptional(divisor)) {
      return x.call1(
          "avgPool2d",
          () ->
              torch.avg_pool2d(x.torch(), kernel, stride, padding, ceilMode, countIncludePad, by));
    }
  }

  /// Largest elements of windows.
  ///
  /// @param x (batch, channels, height, width), or without batch
  /// @param kernel the window's size, one number or one per dim
  /// @param stride the distance of windows, one number or one per dim
  /// @param padding how far windows reach over each side
  /// @return (batch, channels, ...)
  /// @throws IllegalArgumentException if the shapes don't fit
  public static Tensor maxPool2d(Tensor x, long[] kernel, long[] stride, long[] padding) {
    return maxPool2d(x, kernel, stride, padding, new long[] {1}, false);
  }

  /// Largest elements of windows.
  ///
  /// @param x (batch, channels, height, width), or without batch
  /// @param kernel the window's size, one number or one per dim
  /// @param stride the distance of windows, one number or one per dim
  /// @param padding how far windows reach over each side
  /// @param dilation the distance of a window's elements
  /// @param ceilMode whether windows may hang over the end
  /// @return (batch, channels, ...)
  /// @throws IllegalArgumentException if the shapes don't fit
  public static Tensor maxPool2d(
      Tensor x, long[] kernel, long[] stride, long[] padding, long[] dilation, boolean ceilMode) {
    return x.call1(
        "maxPool2d",
        () -> torch.max_pool2d(x.torch(), kernel, stride, padding, dilation, ceilMode));
  }

  /// Normalises each channel to mean 0 and variance 1 over the batch and the places, then scales
  /// and shifts it.
  ///
  /// @param x (batch, channels, ...)
  /// @param runningMean (channels), used unless training and updated in place when training; null
  ///   for none
  /// @param runningVar (channels), likewise
  /// @param weight (channels), the scale, or null
  /// @param bias (channels), the shift, or null
  /// @param training whether the batch's own mean and variance are used
  /// @param momentum the weight of the batch in the update of the running values
  /// @param eps added to the variance
  /// @return x's shape
  /// @throws IllegalArgumentException if the shapes don't fit
  public static Tensor batchNorm(
      Tensor x,
      @Nullable Tensor runningMean,
      @Nullable Tensor runningVar,
      @Nullable Tensor weight,
      @Nullable Tensor bias,
      boolean training,
      double momentum,
      double eps) {
    try (TensorOptional mean = present(runningMean);
        TensorOptional variance = present(runningVar);
        TensorOptional w = present(weight);
        TensorOptional b = present(bias)) {
      return x.call1(
          "batchNorm",
          () -> torch.batch_norm(x.torch(), w, b, mean, variance, training, momentum, eps, false));
    }
  }

  /// For calls that take an empty optional but no null.
  private static TensorOptional present(@Nullable Tensor tensor) {
    return tensor == null ? new TensorOptional() : new TensorOptional(tensor.torch());
  }
}
