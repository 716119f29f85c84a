package org.nernst.data;

/// A finite collection of labelled examples, each reached by its number.
public interface Dataset {
  /// The number of examples.
  ///
  /// @return how many
  int size();

  /// One example.
  ///
  /// @param index its number, from 0 to size - 1
  /// @return its values and its class
  /// @throws IndexOutOfBoundsException if there is no such example
  Sample sample(int index);

  /// The class of an example, without reading its values.
  ///
  /// @param index its number
  /// @return the class, from 0
  /// @throws IndexOutOfBoundsException if there is no such example
  default int label(int index) {
    return sample(index).label();
  }

  /// Copies the values of one example.
  ///
  /// @param index its number
  /// @param target where they go
  /// @param offset of the first one
  /// @return its class
  /// @throws IndexOutOfBoundsException if there is no such example or no such place
  default int copy(int index, float[] target, int offset) {
    Sample sample = sample(index);
    System.arraycopy(sample.values(), 0, target, offset, sample.values().length);
    return sample.label();
  }

  /// The shape of each example's values.
  ///
  /// @return the shape, without batch and time
  long[] inputShape();
}
