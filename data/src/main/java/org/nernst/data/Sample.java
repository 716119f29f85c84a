package org.nernst.data;

import java.util.Arrays;

/// One example.
public final class Sample {
  private final float[] values;
  private final int label;

  /// An example.
  ///
  /// @param values its values in row-major order, not copied
  /// @param label its class, from 0
  public Sample(float[] values, int label) {
    this.values = values;
    this.label = label;
  }

  /// The values in row-major order; changing them changes the example.
  ///
  /// @return the values
  public float[] values() {
    return values;
  }

  /// The class.
  ///
  /// @return the class, from 0
  public int label() {
    return label;
  }

  @Override
  public String toString() {
    return "Sample(label " + label + ", values " + Arrays.toString(values) + ")";
  }
}
