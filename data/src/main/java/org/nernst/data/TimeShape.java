package org.nernst.data;

import org.nernst.nn.TimeAxis;
import org.nernst.tensor.Tensor;

/// Where encoders put the time axis.
final class TimeShape {
  private TimeShape() {}

  /// The dimension that is time.
  static int dim(Tensor values, TimeAxis axis) {
    if (values.dim() < 1) {
      throw new IllegalArgumentException("expected values (batch, ...), got a scalar");
    }
    return switch (axis) {
      case FIRST -> 0;
      case SECOND -> 1;
      case NONE ->
          throw new IllegalArgumentException("expected a time axis FIRST or SECOND, got NONE");
    };
  }

  /// The shape of the values with time put in.
  static long[] with(Tensor values, int dim, int steps) {
    long[] shape = values.shape();
    long[] longer = new long[shape.length + 1];
    System.arraycopy(shape, 0, longer, 0, dim);
    longer[dim] = steps;
    System.arraycopy(shape, dim, longer, dim + 1, shape.length - dim);
    return longer;
  }

  static int checkSteps(int steps) {
    if (steps < 1) {
      throw new IllegalArgumentException("expected steps >= 1, got " + steps);
    }
    return steps;
  }
}
