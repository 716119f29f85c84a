package org.nernst.nn;

import org.jspecify.annotations.Nullable;
import org.nernst.tensor.Functional;
import org.nernst.tensor.Generator;
import org.nernst.tensor.Tensor;

/// What convolutions over one and two axes have in common.
abstract sealed class Convolution extends Layer permits Conv1d, Conv2d {
  final long[] kernel;
  final long[] stride;
  final long[] padding;
  final long[] dilation;
  final long groups;
  private final long in;
  private final long out;
  private final boolean same;

  Convolution(ConvolutionBuilder<?> options) {
    options.check();
    in = options.in;
    out = options.out;
    kernel = options.kernel;
    stride = options.stride;
    dilation = options.dilation;
    groups = options.groups;
    same = options.same;
    padding = same ? zerosBefore() : options.padding;
    long[] shape = new long[2 + kernel.length];
    shape[0] = out;
    shape[1] = in / groups;
    System.arraycopy(kernel, 0, shape, 2, kernel.length);
    long fanIn = shape[1];
    for (long size : kernel) {
      fanIn *= size;
    }
    Generator given = options.generator;
    Generator generator = given == null ? Initial.generator() : given;
    registerParameter("weight", Initial.uniform(generator, options.dtype, fanIn, shape));
    registerParameter(
        "bias", options.bias ? Initial.uniform(generator, options.dtype, fanIn, out) : null);
  }

  private long[] zerosBefore() {
    long[] before = new long[kernel.length];
    for (int i = 0; i < before.length; i++) {
      before[i] = dilation[i] * (kernel[i] - 1) / 2;
    }
    return before;
  }

  /// The weight, (out channels, in channels / groups, kernel sizes).
  public final Tensor weight() {
    return getParameter("weight");
  }

  /// The bias, (out channels); null without.
  public final @Nullable Tensor bias() {
    return parameterOrNull("bias");
  }

  /// Sizes of the window.
  public final long[] kernelSize() {
    return kernel.clone();
  }

  /// Steps of the window.
  public final long[] stride() {
    return stride.clone();
  }

  /// Zeros at both ends of each axis; with padding "same" those before each axis.
  public final long[] padding() {
    return padding.clone();
  }

  /// Whether zeros are added so that the output has the size of the input.
  public final boolean samePadding() {
    return same;
  }

  /// Distances between the elements of a window.
  public final long[] dilation() {
    return dilation.clone();
  }

  /// Groups of channels that are not connected with each other.
  public final long groups() {
    return groups;
  }

  /// Channels of an input.
  public final long inChannels() {
    return in;
  }

  /// Channels of an output.
  public final long outChannels() {
    return out;
  }

  /// For "same", adds the zero that an even window needs at the end of an axis.
  final Tensor padEnds(Tensor x) {
    if (!same) {
      return x;
    }
    long[] ends = new long[2 * kernel.length];
    boolean any = false;
    for (int i = 0; i < kernel.length; i++) {
      long odd = dilation[i] * (kernel[i] - 1) % 2;
      // pad() lists the last axis first.
      ends[2 * (kernel.length - 1 - i) + 1] = odd;
      any |= odd != 0;
    }
    return any ? Functional.pad(x, ends, 0) : x;
  }

  @Override
  public String extraRepr() {
    StringBuilder text = new StringBuilder();
    text.append(
        "%d, %d, kernel_size=%s, stride=%s"
            .formatted(in, out, PythonText.tuple(kernel), PythonText.tuple(stride)));
    if (same) {
      text.append(", padding=same");
    } else if (!WindowSizes.all(padding, 0)) {
      text.append(", padding=").append(PythonText.tuple(padding));
    }
    if (!WindowSizes.all(dilation, 1)) {
      text.append(", dilation=").append(PythonText.tuple(dilation));
    }
    if (groups != 1) {
      text.append(", groups=").append(groups);
    }
    if (bias() == null) {
      text.append(", bias=False");
    }
    return text.toString();
  }
}
