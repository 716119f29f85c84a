package org.nernst.nn;

/// Options of pooling over height and width, with PyTorch's defaults.
abstract sealed class PoolBuilder<B extends PoolBuilder<B>>
    permits AvgPool2d.Builder, SumPool2d.Builder, MaxPool2d.Builder {
  static final int AXES = 2;

  final long[] kernel;
  long[] stride;
  long[] padding = {0, 0};
  boolean ceilMode;

  PoolBuilder(long... kernel) {
    this.kernel = WindowSizes.of("kernel size", AXES, kernel);
    Checks.positive("kernel size", this.kernel);
    stride = this.kernel;
  }

  abstract B self();

  /// Steps of the window, at least 1; default its size.
  ///
  /// @param stride one number, or height and width
  public B stride(long... stride) {
    this.stride = WindowSizes.of("stride", AXES, stride);
    Checks.positive("stride", this.stride);
    return self();
  }

  /// Whether windows may hang over the end of the input, so that the output size is rounded up.
  public B ceilMode(boolean ceilMode) {
    this.ceilMode = ceilMode;
    return self();
  }

  final void setPadding(long... padding) {
    this.padding = WindowSizes.of("padding", AXES, padding);
    Checks.notNegative("padding", this.padding);
    for (int i = 0; i < AXES; i++) {
      if (2 * this.padding[i] > kernel[i]) {
        throw new IllegalArgumentException(
            "expected padding of at most half the kernel size %s, got %s"
                .formatted(PythonText.tuple(kernel), PythonText.tuple(this.padding)));
      }
    }
  }
}
