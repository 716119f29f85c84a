package org.nernst.io;

import java.util.List;
import org.nernst.tensor.DType;

/// What a file says about one of its tensors.
///
/// @param dtype the element type
/// @param shape the sizes of its axes; empty for a scalar
public record TensorInfo(DType dtype, List<Long> shape) {
  /// The largest number of axes that a reader accepts.
  static final int MAX_RANK = 8;

  /// Copies the shape.
  ///
  /// @throws IllegalArgumentException for a negative axis, more than 8 axes, or more bytes than
  ///   2^63
  public TensorInfo {
    shape = List.copyOf(shape);
    if (shape.size() > MAX_RANK) {
      throw new IllegalArgumentException(
          "expected at most " + MAX_RANK + " axes, got " + shape.size());
    }
    bytes(dtype, shape);
  }

  /// The number of elements.
  ///
  /// @return the product of the axes
  public long numel() {
    return bytes() / dtype.byteSize();
  }

  /// The size of the elements in row-major order without gaps.
  ///
  /// @return bytes
  public long bytes() {
    return bytes(dtype, shape);
  }

  /// The shape as factories of tensors take it.
  ///
  /// @return a new array
  public long[] dimensions() {
    return shape.stream().mapToLong(Long::longValue).toArray();
  }

  /// An overflow is found even where an axis of 0 makes the product small.
  private static long bytes(DType dtype, List<Long> shape) {
    long bytes = dtype.byteSize();
    boolean empty = shape.contains(0L);
    for (long size : shape) {
      if (size < 0) {
        throw new IllegalArgumentException("expected axes of at least 0, got " + shape);
      }
      try {
        bytes = Math.multiplyExact(bytes, Math.max(size, empty ? 1 : 0));
      } catch (ArithmeticException overflow) {
        throw new IllegalArgumentException("the size of shape " + shape + " overflows", overflow);
      }
    }
    return empty ? 0 : bytes;
  }
}
