package org.nernst.tensor;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.ref.Reference;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.DoubleStream;

/// Prints a tensor in PyTorch's layout.
final class TensorText {
  private static final int SUMMARY_ABOVE = 1000;
  private static final int EDGE = 3;
  private static final int LINE = 80;
  private static final String PREFIX = "tensor(";

  private final long[] shape;
  private final long[] strides;
  private final DType dtype;
  private final MemorySegment memory;
  private final boolean summary;
  private final StringBuilder out = new StringBuilder(PREFIX);
  private String format = "%s";
  private int width;

  private TensorText(Tensor tensor, boolean summary) {
    this.shape = tensor.shape();
    this.strides = tensor.strides();
    this.dtype = tensor.dtype();
    this.memory = tensor.rawSegment();
    this.summary = summary;
  }

  static String of(Tensor tensor) {
    String tail = tail(tensor);
    if (tensor.device().type() == Device.Type.META || tensor.numel() == 0) {
      return PREFIX + (tensor.numel() == 0 ? "[]" : "...") + tail;
    }
    if (!tensor.device().isCpu()) {
      try (Tensor here = tensor.to(Device.CPU)) {
        return body(here) + tail;
      }
    }
    return body(tensor) + tail;
  }

  private static String tail(Tensor tensor) {
    StringBuilder tail = new StringBuilder(", shape=" + Shapes.text(tensor.shape()));
    tail.append(", dtype=").append(tensor.dtype());
    if (!tensor.device().isCpu()) {
      tail.append(", device=").append(tensor.device());
    }
    if (tensor.requiresGrad()) {
      tail.append(", requiresGrad=true");
    }
    return tail.append(')').toString();
  }

  private static String body(Tensor tensor) {
    TensorText text = new TensorText(tensor, tensor.numel() > SUMMARY_ABOVE);
    try {
      List<Long> shown = new ArrayList<>();
      text.collect(0, 0, shown);
      text.chooseFormat(shown);
      text.write(0, 0);
    } finally {
      Reference.reachabilityFence(tensor);
    }
    return text.out.toString();
  }

  /// The indices of a dim that are printed; -1 stands for the dots.
  private long[] indices(int dim) {
    long n = shape[dim];
    if (!summary || n <= 2 * EDGE) {
      long[] all = new long[(int) n];
      for (int i = 0; i < all.length; i++) {
        all[i] = i;
      }
      return all;
    }
    long[] ends = new long[2 * EDGE + 1];
    for (int i = 0; i < EDGE; i++) {
      ends[i] = i;
      ends[EDGE + 1 + i] = n - EDGE + i;
    }
    ends[EDGE] = -1;
    return ends;
  }

  /// Gathers the offsets of the elements that are printed.
  private void collect(int dim, long offset, List<Long> shown) {
    if (dim == shape.length) {
      shown.add(offset);
      return;
    }
    for (long i : indices(dim)) {
      if (i >= 0) {
        collect(dim + 1, offset + i * strides[dim], shown);
      }
    }
  }

  private void chooseFormat(List<Long> shown) {
    if (dtype.isFloating() || dtype.isComplex()) {
      double[] finite =
          shown.stream()
              .flatMapToDouble(this::parts)
              .map(Math::abs)
              .filter(v -> v != 0 && v < Double.POSITIVE_INFINITY)
              .toArray();
      double max = 0;
      double min = Double.POSITIVE_INFINITY;
      boolean whole = true;
      for (double v : finite) {
        max = Math.max(max, v);
        min = Math.min(min, v);
        whole &= v == Math.rint(v);
      }
      boolean scientific =
          max > 1e8 || (!whole && finite.length > 0 && (max / min > 1000 || min < 1e-4));
      format = scientific ? "%.4e" : whole ? "%.0f." : "%.4f";
    }
    for (long offset : shown) {
      width = Math.max(width, print(offset).length());
    }
  }

  private DoubleStream parts(long offset) {
    double value = TensorValues.read(memory, dtype, offset);
    return dtype.isComplex()
        ? DoubleStream.of(value, TensorValues.readImaginary(memory, dtype, offset))
        : DoubleStream.of(value);
  }

  private String print(long offset) {
    if (dtype == DType.INT64) {
      return Long.toString(memory.getAtIndex(ValueLayout.JAVA_LONG, offset));
    }
    if (dtype == DType.UINT64) {
      return Long.toUnsignedString(memory.getAtIndex(ValueLayout.JAVA_LONG, offset));
    }
    double value = TensorValues.read(memory, dtype, offset);
    if (dtype.isComplex()) {
      String imaginary = number(TensorValues.readImaginary(memory, dtype, offset));
      return number(value) + (imaginary.startsWith("-") ? "" : "+") + imaginary + "j";
    }
    if (dtype == DType.BOOL) {
      return value != 0 ? "true" : "false";
    }
    return dtype.isFloating() ? number(value) : Long.toString((long) value);
  }

  private String number(double value) {
    if (Double.isNaN(value)) {
      return "nan";
    }
    if (Double.isInfinite(value)) {
      return value > 0 ? "inf" : "-inf";
    }
    return String.format(Locale.ROOT, format, value);
  }

  private void write(int dim, long offset) {
    if (dim == shape.length) {
      out.append(padded(offset, shape.length == 0 ? 0 : width));
      return;
    }
    String indent = " ".repeat(PREFIX.length() + dim + 1);
    boolean innermost = dim == shape.length - 1;
    int perLine = Math.max(1, (LINE - indent.length()) / (width + 2));
    out.append('[');
    int count = 0;
    for (long i : indices(dim)) {
      if (count > 0) {
        out.append(',');
        if (innermost && count % perLine != 0) {
          out.append(' ');
        } else {
          out.append("\n".repeat(innermost ? 1 : shape.length - 1 - dim)).append(indent);
        }
      }
      if (i < 0) {
        out.append("...");
      } else {
        write(dim + 1, offset + i * strides[dim]);
      }
      count++;
    }
    out.append(']');
  }

  private String padded(long offset, int toWidth) {
    String value = print(offset);
    return " ".repeat(Math.max(0, toWidth - value.length())) + value;
  }
}
