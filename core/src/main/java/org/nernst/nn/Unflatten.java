package org.nernst.nn;

import java.util.Arrays;
import org.nernst.tensor.Tensor;

/// Makes one axis into several: the inverse of [Flatten].
public final class Unflatten extends Layer {
  private final int axis;
  private final long[] sizes;

  /// Splits an axis.
  ///
  /// @param axis which one; negative counts from the end
  /// @param sizes of the new axes; at most one may be -1 and follows from the others
  /// @throws IllegalArgumentException if there are no sizes, or another one is below 0
  public Unflatten(int axis, long... sizes) {
    long open = Arrays.stream(sizes).filter(s -> s == -1).count();
    if (sizes.length == 0 || open > 1 || Arrays.stream(sizes).anyMatch(s -> s < -1)) {
      throw new IllegalArgumentException(
          "expected the sizes of the new axes with at most one -1, got " + Arrays.toString(sizes));
    }
    this.axis = axis;
    this.sizes = sizes.clone();
  }

  @Override
  protected Tensor compute(Tensor x) {
    int at = axis < 0 ? axis + x.dim() : axis;
    if (at < 0 || at >= x.dim()) {
      throw new IllegalArgumentException(
          "Unflatten: expected an input with axis %d, got %s"
              .formatted(axis, Tensor.shapeText(x.shape())));
    }
    long[] shape = x.shape();
    long known = Arrays.stream(sizes).filter(s -> s != -1).reduce(1, (a, b) -> a * b);
    boolean open = Arrays.stream(sizes).anyMatch(s -> s == -1);
    if (open ? known == 0 || shape[at] % known != 0 : known != shape[at]) {
      throw new IllegalArgumentException(
          "Unflatten: expected an axis %d that splits into %s, got %s"
              .formatted(axis, PythonText.tuple(sizes), Tensor.shapeText(shape)));
    }
    long[] target = new long[shape.length - 1 + sizes.length];
    System.arraycopy(shape, 0, target, 0, at);
    System.arraycopy(sizes, 0, target, at, sizes.length);
    System.arraycopy(shape, at + 1, target, at + sizes.length, shape.length - at - 1);
    for (int i = at; i < at + sizes.length; i++) {
      target[i] = target[i] == -1 ? shape[at] / known : target[i];
    }
    return x.reshape(target);
  }

  @Override
  public String extraRepr() {
    return "dim=%d, unflattened_size=%s".formatted(axis, PythonText.tuple(sizes));
  }
}
