package org.nernst.nn;

import org.nernst.tensor.Tensor;

/// Makes a range of axes into one.
///
/// Without arguments keeps the first axis, as PyTorch does: (batch, channel, height, width) to
/// (batch, features). For a sequence (time, batch, ...) it is `new Flatten(2)`.
public final class Flatten extends Layer {
  private final int start;
  private final int end;

  /// Keeps the first axis.
  public Flatten() {
    this(1);
  }

  /// Makes all axes from `start` on into one.
  ///
  /// @param start first axis of the range; negative counts from the end
  public Flatten(int start) {
    this(start, -1);
  }

  /// Makes the axes from `start` to `end` into one.
  ///
  /// @param start first axis of the range; negative counts from the end
  /// @param end last axis of the range; negative counts from the end
  public Flatten(int start, int end) {
    this.start = start;
    this.end = end;
  }

  /// First axis of the range; negative counts from the end.
  public int start() {
    return start;
  }

  /// Last axis of the range; negative counts from the end.
  public int end() {
    return end;
  }

  @Override
  protected Tensor compute(Tensor x) {
    int from = axis(x, start);
    int to = axis(x, end);
    if (from < 0 || to >= Math.max(x.dim(), 1) || from > to) {
      throw new IllegalArgumentException(
          "Flatten: expected an input with axes %d to %d, got %s"
              .formatted(start, end, Tensor.shapeText(x.shape())));
    }
    return x.flatten(from, to);
  }

  private static int axis(Tensor x, int axis) {
    return axis < 0 ? axis + Math.max(x.dim(), 1) : axis;
  }

  @Override
  public String extraRepr() {
    return "start_dim=%d, end_dim=%d".formatted(start, end);
  }
}
