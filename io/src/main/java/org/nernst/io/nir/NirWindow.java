package org.nernst.io.nir;

/// How the window of a convolution moves.
///
/// @param stride per axis, at least 1
/// @param padding zeros at both ends, per axis; without meaning when `same`
/// @param same whether zeros are added so that the output has the size of the input
/// @param dilation per axis, at least 1
@SuppressWarnings("ArrayRecordComponent") // part of a node, which is compared by identity
public record NirWindow(long[] stride, long[] padding, boolean same, long[] dilation) {
  /// Checks the numbers.
  ///
  /// @throws IllegalArgumentException naming the one that is out of range
  public NirWindow {
    requireAtLeast("stride", 1, stride);
    requireAtLeast("padding", 0, padding);
    requireAtLeast("dilation", 1, dilation);
    if (same) {
      for (long step : stride) {
        if (step != 1) {
          throw new IllegalArgumentException(
              "expected stride 1 with padding \"same\", got " + step);
        }
      }
    }
  }

  /// {@return the length of an axis after the convolution}
  ///
  /// @param axis of the window
  /// @param length of the axis before
  /// @param kernel length of the window
  long output(int axis, long length, long kernel) {
    return same ? length : windows(length, kernel, stride[axis], padding[axis], dilation[axis]);
  }

  /// {@return how many windows fit: `floor((length + 2 padding - dilation (kernel - 1) - 1) /
  /// stride + 1)`}
  static long windows(long length, long kernel, long stride, long padding, long dilation) {
    long room =
        Math.subtractExact(
            Math.addExact(length, Math.multiplyExact(2, padding)),
            Math.addExact(Math.multiplyExact(dilation, kernel - 1), 1));
    return Math.floorDiv(room, stride) + 1;
  }

  static void requireAtLeast(String name, long least, long... values) {
    for (long value : values) {
      if (value < least) {
        throw new IllegalArgumentException(
            "expected %s >= %d, got %d".formatted(name, least, value));
      }
    }
  }
}
