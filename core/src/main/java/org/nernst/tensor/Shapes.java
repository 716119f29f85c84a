package org.nernst.tensor;

import java.util.Arrays;
import java.util.stream.Collectors;

/// Arithmetic on shapes that error messages and factories share.
final class Shapes {
  private Shapes() {}

  /// `(2, 3)`, and `()` for a 0-dim tensor.
  static String text(long... shape) {
    return Arrays.stream(shape)
        .mapToObj(Long::toString)
        .collect(Collectors.joining(", ", "(", ")"));
  }

  /// Number of elements.
  static long numel(long... shape) {
    long n = 1;
    for (long size : shape) {
      if (size < 0) {
        throw new IllegalArgumentException("expected sizes of at least 0, got " + text(shape));
      }
      n = Math.multiplyExact(n, size);
    }
    return n;
  }

  /// A dim counted from the front.
  static int dim(String argument, int dim, int dims) {
    int range = Math.max(dims, 1);
    if (dim < -range || dim >= range) {
      throw new IllegalArgumentException(
          "expected %s in %d..%d, got %d".formatted(argument, -range, range - 1, dim));
    }
    return dim < 0 ? dim + range : dim;
  }

  static long[] of(int... values) {
    return Arrays.stream(values).asLongStream().toArray();
  }
}
