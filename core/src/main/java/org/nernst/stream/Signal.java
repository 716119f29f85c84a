package org.nernst.stream;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.Objects;
import org.nernst.synapse.NonZeros;

/// What one layer of a stream hands to the next: a vector in memory, and the list of its elements
/// that aren't 0. Either is made from the other when it is asked for.
final class Signal {
  private final int width;
  private final MemorySegment memory;
  private final int[] indices;
  private final double[] values;
  private final NonZeros nonZeros;
  private int count;
  private boolean binary;
  private boolean listed;
  private boolean written;

  /// @param memory zeros, with room for a vector up to a multiple of 64 bytes
  Signal(MemorySegment memory, NonZeros nonZeros, int width) {
    this.nonZeros = nonZeros;
    this.width = width;
    this.memory = memory;
    indices = new int[width];
    values = new double[width];
    listed = true;
    written = true;
  }

  int width() {
    return width;
  }

  /// {@return where the vector lies}
  long address() {
    return memory.address();
  }

  /// The vector in memory was written by a kernel.
  void changed() {
    written = true;
    listed = false;
  }

  void clear() {
    memory.fill((byte) 0);
    count = 0;
    listed = true;
    written = true;
  }

  float[] toArray() {
    float[] array = new float[width];
    MemorySegment.copy(vector(), ValueLayout.JAVA_FLOAT, 0, array, 0, width);
    return array;
  }

  /// Takes over a vector as it is.
  void load(float[] x) {
    MemorySegment.copy(x, 0, memory, ValueLayout.JAVA_FLOAT, 0, width);
    changed();
  }

  float get(int element) {
    return vector().getAtIndex(ValueLayout.JAVA_FLOAT, Objects.checkIndex(element, width));
  }

  /// {@return the memory, holding the vector}
  MemorySegment vector() {
    if (!written) {
      memory.fill((byte) 0);
      for (int k = 0; k < count; k++) {
        memory.setAtIndex(ValueLayout.JAVA_FLOAT, indices[k], (float) values[k]);
      }
      written = true;
    }
    return memory;
  }

  /// {@return how many elements aren't 0}
  int count() {
    if (!listed) {
      count = nonZeros.find(memory.address(), indices, values);
      binary = nonZeros.isBinary();
      listed = true;
    }
    return count;
  }

  /// {@return the indices of the elements that aren't 0, in order; the first [#count()] count}
  int[] indices() {
    return indices;
  }

  /// {@return the values of those elements}
  double[] values() {
    return values;
  }

  /// {@return whether all elements are 0 or 1}
  boolean isBinary() {
    return count() == 0 || binary;
  }

  /// Takes over a vector.
  void set(float[] x) {
    if (x.length != width) {
      throw new IllegalArgumentException(
          "expected an input of %d values, got %d".formatted(width, x.length));
    }
    load(x);
    for (int k = 0; k < count(); k++) {
      requireFinite(values[k], indices[k]);
    }
  }

  /// Takes over a list: one spike each.
  void set(int[] which, int number) {
    check(which, number);
    System.arraycopy(which, 0, indices, 0, number);
    Arrays.fill(values, 0, number, 1);
    list(number, true);
  }

  /// Takes over a list with values.
  void set(int[] which, float[] what, int number) {
    check(which, number);
    if (number > what.length) {
      throw new IllegalArgumentException(
          "expected %d values of spikes, got %d".formatted(number, what.length));
    }
    for (int k = 0; k < number; k++) {
      requireFinite(what[k], k);
    }
    System.arraycopy(which, 0, indices, 0, number);
    for (int k = 0; k < number; k++) {
      values[k] = what[k];
    }
    list(number, false);
  }

  private void list(int number, boolean ones) {
    binary = ones;
    count = number;
    listed = true;
    written = false;
  }

  private void check(int[] which, int number) {
    if (number < 0 || number > which.length) {
      throw new IllegalArgumentException(
          "expected a count of spikes from 0 to %d, got %d".formatted(which.length, number));
    }
    int last = -1;
    for (int k = 0; k < number; k++) {
      int index = which[k];
      if (index <= last || index >= width) {
        throw badIndex(index, last, k);
      }
      last = index;
    }
  }

  private IllegalArgumentException badIndex(int index, int last, int position) {
    return new IllegalArgumentException(
        index < 0 || index >= width
            ? "expected indices of spikes from 0 to %d, got %d at position %d"
                .formatted(width - 1, index, position)
            : "expected indices of spikes in rising order, got %d after %d at position %d"
                .formatted(index, last, position));
  }

  private static void requireFinite(double value, int position) {
    if (!Double.isFinite(value)) {
      throw new IllegalArgumentException(
          "expected finite input, got %s at position %d".formatted(value, position));
    }
  }
}
