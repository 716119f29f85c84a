package org.nernst.nn;

import org.jspecify.annotations.Nullable;
import org.nernst.tensor.DType;
import org.nernst.tensor.Generator;

/// Options of a convolution, with PyTorch's defaults.
abstract sealed class ConvolutionBuilder<B extends ConvolutionBuilder<B>>
    permits Conv1d.Builder, Conv2d.Builder {
  final int axes;
  final long in;
  final long out;
  final long[] kernel;
  long[] stride;
  long[] padding;
  boolean same;
  long[] dilation;
  long groups = 1;
  boolean bias = true;
  DType dtype = DType.FLOAT32;
  @Nullable Generator generator;

  ConvolutionBuilder(int axes, long in, long out, long... kernel) {
    this.axes = axes;
    this.in = Checks.positive("in channels", in);
    this.out = Checks.positive("out channels", out);
    this.kernel = WindowSizes.of("kernel size", axes, kernel);
    Checks.positive("kernel size", this.kernel);
    stride = WindowSizes.of("stride", axes, 1);
    padding = WindowSizes.of("padding", axes, 0);
    dilation = WindowSizes.of("dilation", axes, 1);
  }

  abstract B self();

  /// Steps of the window, at least 1; default 1.
  ///
  /// @param stride one for all axes or one per axis
  public B stride(long... stride) {
    this.stride = WindowSizes.of("stride", axes, stride);
    Checks.positive("stride", this.stride);
    return self();
  }

  /// Zeros added at both ends of each axis, default 0.
  ///
  /// @param padding one for all axes or one per axis
  public B padding(long... padding) {
    this.padding = WindowSizes.of("padding", axes, padding);
    Checks.notNegative("padding", this.padding);
    same = false;
    return self();
  }

  /// Padding by name.
  ///
  /// @param padding "valid" for none; "same" for an output of the input's size (needs stride 1)
  public B padding(String padding) {
    switch (padding) {
      case "valid" -> padding(0);
      case "same" -> same = true;
      default ->
          throw new IllegalArgumentException(
              "expected padding \"same\" or \"valid\" or numbers, got \"" + padding + "\"");
    }
    return self();
  }

  /// Distance between the elements of a window, at least 1; default 1.
  ///
  /// @param dilation one for all axes or one per axis
  public B dilation(long... dilation) {
    this.dilation = WindowSizes.of("dilation", axes, dilation);
    Checks.positive("dilation", this.dilation);
    return self();
  }

  /// Groups of channels that are not connected with each other; divides both numbers of channels.
  public B groups(long groups) {
    Checks.positive("groups", groups);
    if (in % groups != 0 || out % groups != 0) {
      throw new IllegalArgumentException(
          "expected groups to divide %d in and %d out channels, got %d".formatted(in, out, groups));
    }
    this.groups = groups;
    return self();
  }

  /// Whether a bias per output channel is added; default true.
  public B bias(boolean bias) {
    this.bias = bias;
    return self();
  }

  /// Dtype of the parameters, and so of the input; default float32.
  public B dtype(DType dtype) {
    this.dtype = dtype;
    return self();
  }

  /// What the parameters are drawn from; by default a split of the root generator.
  public B generator(Generator generator) {
    this.generator = generator;
    return self();
  }

  final void check() {
    if (same && !WindowSizes.all(stride, 1)) {
      throw new IllegalArgumentException(
          "expected stride 1 with padding \"same\", got " + PythonText.tuple(stride));
    }
  }
}
