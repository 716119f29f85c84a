package org.nernst.data;

import java.util.Objects;

/// Some examples of a data set, in an order of their own.
public final class Subset implements Dataset {
  private final Dataset whole;
  private final int[] indices;

  /// A part of a data set.
  ///
  /// @param whole where examples come from
  /// @param indices which examples, in this order
  /// @throws IndexOutOfBoundsException if there is no such example
  public Subset(Dataset whole, int... indices) {
    for (int index : indices) {
      Objects.checkIndex(index, whole.size());
    }
    this.whole = whole;
    this.indices = indices.clone();
  }

  /// The first examples of a data set.
  ///
  /// @param whole where examples come from
  /// @param count how many at most
  /// @return the part; the whole when it is not larger
  /// @throws IllegalArgumentException if the count is negative
  public static Dataset first(Dataset whole, int count) {
    if (count < 0) {
      throw new IllegalArgumentException("expected count >= 0, got " + count);
    }
    if (count >= whole.size()) {
      return whole;
    }
    int[] indices = new int[count];
    for (int i = 0; i < count; i++) {
      indices[i] = i;
    }
    return new Subset(whole, indices);
  }

  /// Which examples of the whole these are.
  ///
  /// @return their numbers, in this order
  public int[] indices() {
    return indices.clone();
  }

  @Override
  public int size() {
    return indices.length;
  }

  @Override
  public Sample sample(int index) {
    return whole.sample(indices[Objects.checkIndex(index, indices.length)]);
  }

  @Override
  public int label(int index) {
    return whole.label(indices[Objects.checkIndex(index, indices.length)]);
  }

  @Override
  public int copy(int index, float[] target, int offset) {
    return whole.copy(indices[Objects.checkIndex(index, indices.length)], target, offset);
  }

  @Override
  public long[] inputShape() {
    return whole.inputShape();
  }
}
