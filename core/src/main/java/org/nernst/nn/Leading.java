package org.nernst.nn;

import java.util.Arrays;
import java.util.function.UnaryOperator;
import org.nernst.tensor.Tensor;

/// Lets a layer for one batch axis take any number of leading axes, time among them.
final class Leading {
  private Leading() {}

  /// Runs `f` on `x` with all axes before the last `own` ones made into one, and gives them back to
  /// its output.
  ///
  /// @param layer the layer's name, for errors
  /// @param axes the names of its own axes, such as "channel, height, width"
  /// @param own how many they are
  static Tensor flattened(String layer, String axes, int own, Tensor x, UnaryOperator<Tensor> f) {
    if (x.dim() < own) {
      throw new IllegalArgumentException(
          "%s: expected input (..., %s), got %s"
              .formatted(layer, axes, Tensor.shapeText(x.shape())));
    }
    return once(own, x, distinct -> asOneBatch(own, distinct, f));
  }

  /// {@return whether entries of a leading axis are one and the same}
  static boolean repeats(int own, Tensor x) {
    if (x.isContiguous()) {
      return false;
    }
    long[] strides = x.strides();
    for (int axis = 0; axis < x.dim() - own; axis++) {
      if (strides[axis] == 0 && x.size(axis) > 1) {
        return true;
      }
    }
    return false;
  }

  /// {@return `x` with one entry of each leading axis whose entries are one and the same}
  static Tensor distinct(int own, Tensor x) {
    Tensor distinct = x;
    if (repeats(own, x)) {
      long[] strides = x.strides();
      for (int axis = 0; axis < x.dim() - own; axis++) {
        if (strides[axis] == 0 && x.size(axis) > 1) {
          distinct = distinct.narrow(axis, 0, 1);
        }
      }
    }
    return distinct;
  }

  /// Runs `f` once for all entries of a leading axis that are one and the same (an expanded input:
  /// a constant current), and expands its output.
  static Tensor once(int own, Tensor x, UnaryOperator<Tensor> f) {
    Tensor distinct = distinct(own, x);
    Tensor out = f.apply(distinct);
    if (distinct == x) {
      return out;
    }
    long[] shape = out.shape();
    System.arraycopy(x.shape(), 0, shape, 0, x.dim() - own);
    return out.expand(shape);
  }

  static Tensor asOneBatch(int own, Tensor x, UnaryOperator<Tensor> f) {
    int leading = x.dim() - own;
    if (leading == 1) {
      return f.apply(x);
    }
    if (leading == 0) {
      return f.apply(x.unsqueeze(0)).squeeze(0);
    }
    long[] shape = x.shape();
    Tensor out = f.apply(x.flatten(0, leading - 1));
    long[] outShape = Arrays.copyOf(shape, leading + out.dim() - 1);
    System.arraycopy(out.shape(), 1, outShape, leading, out.dim() - 1);
    return out.reshape(outShape);
  }

  /// Refuses an input with other channels than the layer's.
  static void checkChannels(String layer, String axes, int axis, long channels, Tensor x) {
    if (x.dim() >= -axis && x.size(axis) != channels) {
      throw new IllegalArgumentException(
          "%s: expected input (..., %s) with %d channels, got %s"
              .formatted(layer, axes, channels, Tensor.shapeText(x.shape())));
    }
  }
}
