package org.nernst.data;

import java.util.Arrays;
import java.util.Objects;
import org.nernst.tensor.Tensor;

/// Examples that lie in memory, in one array.
public final class TensorDataset implements Dataset {
  private final float[] values;
  private final int[] labels;
  private final long[] inputShape;
  private final int width;

  /// A data set over arrays, which are not copied.
  ///
  /// @param values the values of all examples, one after another, each in row-major order
  /// @param labels the class of each example
  /// @param inputShape the shape of one example
  /// @throws IllegalArgumentException if the lengths don't fit the shape, or a class is negative
  public TensorDataset(float[] values, int[] labels, long... inputShape) {
    long expected = labels.length;
    for (long size : inputShape) {
      expected = Math.multiplyExact(expected, size);
    }
    if (values.length != expected) {
      throw new IllegalArgumentException(
          "expected %d values for %d examples of shape %s, got %d"
              .formatted(expected, labels.length, Arrays.toString(inputShape), values.length));
    }
    for (int i = 0; i < labels.length; i++) {
      if (labels[i] < 0) {
        throw new IllegalArgumentException(
            "expected classes >= 0, got %d for example %d".formatted(labels[i], i));
      }
    }
    this.values = values;
    this.labels = labels;
    this.inputShape = inputShape.clone();
    this.width = labels.length == 0 ? 0 : values.length / labels.length;
  }

  /// A data set with a copy of what is in two tensors.
  ///
  /// @param inputs (example, ...)
  /// @param targets (example): the classes
  /// @return the data set
  /// @throws IllegalArgumentException if the tensors don't fit
  public static TensorDataset of(Tensor inputs, Tensor targets) {
    long[] shape = inputs.shape();
    if (shape.length == 0 || targets.dim() != 1 || targets.size(0) != shape[0]) {
      throw new IllegalArgumentException(
          "expected inputs (example, ...) and as many targets (example), got %s and %s"
              .formatted(Tensor.shapeText(shape), Tensor.shapeText(targets.shape())));
    }
    int[] labels = Arrays.stream(targets.toLongArray()).mapToInt(Math::toIntExact).toArray();
    return new TensorDataset(
        inputs.toFloatArray(), labels, Arrays.copyOfRange(shape, 1, shape.length));
  }

  @Override
  public int size() {
    return labels.length;
  }

  @Override
  public Sample sample(int index) {
    Objects.checkIndex(index, labels.length);
    return new Sample(
        Arrays.copyOfRange(values, index * width, (index + 1) * width), labels[index]);
  }

  @Override
  public int label(int index) {
    return labels[Objects.checkIndex(index, labels.length)];
  }

  @Override
  public int copy(int index, float[] target, int offset) {
    Objects.checkIndex(index, labels.length);
    System.arraycopy(values, index * width, target, offset, width);
    return labels[index];
  }

  @Override
  public long[] inputShape() {
    return inputShape.clone();
  }
}
