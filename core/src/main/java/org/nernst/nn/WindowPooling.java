package org.nernst.nn;

import java.lang.ref.Reference;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.nernst.memory.Memory;
import org.nernst.tensor.Autograd;
import org.nernst.tensor.CustomFunction;
import org.nernst.tensor.DType;
import org.nernst.tensor.Device;
import org.nernst.tensor.FunctionContext;
import org.nernst.tensor.Functional;
import org.nernst.tensor.KernelPool;
import org.nernst.tensor.Tensor;

/// Sums of windows that lie side by side, divided by one number: libtorch's bits, on all threads
/// and without its look at the borders of each window, which takes most of its time.
///
/// @param height of a window
/// @param width of a window
/// @param divisor of each sum
record WindowPooling(int height, int width, long divisor) implements CustomFunction {
  /// Numbers below which a node of our own costs more than it saves.
  private static final long LEAST = 1 << 14;

  /// Numbers that one thread takes at a time.
  private static final long PART = 1 << 15;

  private static final int SIZE = Float.BYTES;

  /// {@return whether this can run: no window overlaps another or hangs over}
  ///
  /// @param x (frames, channels, height, width)
  static boolean fits(
      Tensor x, long[] kernel, long[] stride, long[] padding, boolean ceilMode, long divisor) {
    if (x.dtype() != DType.FLOAT32
        || !x.device().equals(Device.CPU)
        || x.dim() != 4
        || x.numel() < LEAST
        || divisor > Integer.MAX_VALUE
        || !x.isContiguous()) {
      return false;
    }
    for (int axis = 0; axis < 2; axis++) {
      long size = x.size(2 + axis);
      if (stride[axis] != kernel[axis]
          || padding[axis] != 0
          || size < kernel[axis]
          || size > Integer.MAX_VALUE / SIZE
          || (ceilMode && size % kernel[axis] != 0)) {
        return false;
      }
    }
    return true;
  }

  /// Runs and, if a gradient can be asked for, records it.
  ///
  /// @param x (frames, channels, height, width), for which it [#fits]
  static Tensor apply(Tensor x, long[] kernel, long divisor) {
    var pooling =
        new WindowPooling(Math.toIntExact(kernel[0]), Math.toIntExact(kernel[1]), divisor);
    return Autograd.apply(pooling, List.of(x)).getFirst();
  }

  @Override
  public String name() {
    return "pooling of windows";
  }

  @Override
  public List<Tensor> forward(FunctionContext context, List<Tensor> inputs) {
    Tensor x = inputs.getFirst();
    Planes planes = new Planes(x.shape());
    context.put("planes", planes);
    Tensor y = Tensor.emptyPooled(DType.FLOAT32, x.size(0), x.size(1), planes.rows, planes.columns);
    long from = x.address();
    long to = y.address();
    try {
      planes.forEach((in, out) -> pool(from + in, to + out, planes));
    } finally {
      Reference.reachabilityFence(x);
    }
    return List.of(y);
  }

  @Override
  public List<@Nullable Tensor> backward(
      FunctionContext context, List<@Nullable Tensor> gradOutputs) {
    Planes planes = context.get("planes", Planes.class);
    Tensor dy = Objects.requireNonNull(gradOutputs.getFirst()).contiguous();
    Tensor dx = Tensor.emptyPooled(DType.FLOAT32, planes.shape);
    long from = dy.address();
    long to = dx.address();
    try {
      planes.forEach((in, out) -> spread(from + out, to + in, planes));
    } finally {
      Reference.reachabilityFence(dy);
    }
    return List.of(dx);
  }

  @Override
  public List<@Nullable Tensor> recordedBackward(
      FunctionContext context, List<@Nullable Tensor> gradOutputs) {
    Planes planes = context.get("planes", Planes.class);
    Tensor dy = Objects.requireNonNull(gradOutputs.getFirst());
    long frames = dy.size(0);
    long channels = dy.size(1);
    Tensor covered =
        dy.div(divisor)
            .view(frames, channels, planes.rows, 1, planes.columns, 1)
            .expand(frames, channels, planes.rows, height, planes.columns, width)
            .reshape(frames, channels, (long) planes.rows * height, (long) planes.columns * width);
    long[] uncovered = {0, planes.width - covered.size(3), 0, planes.height - covered.size(2)};
    return List.of(Functional.pad(covered, uncovered, 0));
  }

  private void pool(long from, long to, Planes planes) {
    long line = (long) planes.width * SIZE;
    for (int row = 0; row < planes.rows; row++) {
      long upper = from + (long) row * height * line;
      long target = to + (long) row * planes.columns * SIZE;
      if (height == 2 && width == 2) {
        poolPairs(upper, upper + line, target, planes.columns);
      } else {
        poolRow(upper, line, target, planes.columns);
      }
    }
  }

  private void poolPairs(long upper, long lower, long to, int columns) {
    float by = divisor;
    for (int column = 0; column < columns; column++) {
      long at = 2L * SIZE * column;
      float sum = Memory.getFloat(upper + at) + Memory.getFloat(upper + at + SIZE);
      sum += Memory.getFloat(lower + at);
      sum += Memory.getFloat(lower + at + SIZE);
      Memory.setFloat(sum / by, to + (long) SIZE * column);
    }
  }

  private void poolRow(long from, long line, long to, int columns) {
    for (int column = 0; column < columns; column++) {
      float sum = 0;
      for (int y = 0; y < height; y++) {
        long at = from + y * line + (long) column * width * SIZE;
        for (int x = 0; x < width; x++) {
          sum += Memory.getFloat(at + (long) x * SIZE);
        }
      }
      Memory.setFloat(sum / divisor, to + (long) SIZE * column);
    }
  }

  private void spread(long from, long to, Planes planes) {
    long line = (long) planes.width * SIZE;
    long covered = (long) planes.columns * width * SIZE;
    for (int row = 0; row < planes.rows; row++) {
      long source = from + (long) row * planes.columns * SIZE;
      long first = to + (long) row * height * line;
      if (width == 2) {
        spreadPairs(source, first, planes.columns);
      } else {
        spreadRow(source, first, planes.columns);
      }
      Memory.zero(first + covered, line - covered);
      for (int y = 1; y < height; y++) {
        Memory.copy(first, first + y * line, line);
      }
    }
    long done = (long) planes.rows * height;
    Memory.zero(to + done * line, (planes.height - done) * line);
  }

  private void spreadPairs(long from, long to, int columns) {
    float by = divisor;
    for (int column = 0; column < columns; column++) {
      float share = Memory.getFloat(from + (long) SIZE * column) / by;
      long bits = Integer.toUnsignedLong(Float.floatToRawIntBits(share));
      Memory.setLong(bits << Integer.SIZE | bits, to + 2L * SIZE * column);
    }
  }

  private void spreadRow(long from, long to, int columns) {
    for (int column = 0; column < columns; column++) {
      float share = Memory.getFloat(from + (long) SIZE * column) / divisor;
      for (int x = 0; x < width; x++) {
        Memory.setFloat(share, to + ((long) column * width + x) * SIZE);
      }
    }
  }

  /// The channels of all frames, one behind the other.
  private final class Planes {
    final long[] shape;
    final int height;
    final int width;
    final int rows;
    final int columns;

    Planes(long[] shape) {
      this.shape = shape;
      height = Math.toIntExact(shape[2]);
      width = Math.toIntExact(shape[3]);
      rows = height / WindowPooling.this.height;
      columns = width / WindowPooling.this.width;
    }

    /// Runs work on each, given the offsets in the input and in the output.
    void forEach(Work work) {
      long plane = (long) height * width;
      long pooled = (long) rows * columns;
      long count = shape[0] * shape[1];
      long each = Math.ceilDiv(PART, plane);
      KernelPool.run(
          Math.toIntExact(Math.ceilDiv(count, each)),
          count * plane > PART,
          part -> {
            long end = Math.min(count, (part + 1) * each);
            for (long p = part * each; p < end; p++) {
              work.run(p * plane * SIZE, p * pooled * SIZE);
            }
          });
    }
  }

  @FunctionalInterface
  private interface Work {
    void run(long in, long out);
  }
}
