package org.nernst.nn;

import java.util.Arrays;
import java.util.Map;
import org.nernst.memory.Layout;
import org.nernst.tensor.DType;
import org.nernst.tensor.Tensor;
import org.nernst.tensor.Value;

/// Input to build kernels with before there is any: [Module#compile()].
public final class Rehearsal {
  private static final int NEURONS = 4;
  private static final int STEPS = 3;

  private Rehearsal() {}

  /// {@return the shape of the fewest neurons that some parameters fit; of a few where all are
  /// numbers}
  ///
  /// @param values whose shapes broadcast
  public static long[] neurons(Map<String, Value> values) {
    long[] shape = {};
    for (Value value : values.values()) {
      shape = broadcast(shape, value.shape());
    }
    return shape.length == 0 ? new long[] {NEURONS} : shape;
  }

  private static long[] broadcast(long[] a, long[] b) {
    long[] wider = (a.length >= b.length ? a : b).clone();
    long[] other = a.length >= b.length ? b : a;
    for (int d = 1; d <= other.length; d++) {
      int at = wider.length - d;
      wider[at] = Math.max(wider[at], other[other.length - d]);
    }
    return wider;
  }

  /// {@return zeros for a batch of one}
  ///
  /// @param layout where the axis of time goes, if there is one
  /// @param behind the axes behind batch and time
  public static Tensor input(Layout layout, DType dtype, long... behind) {
    int leading = layout == Layout.STEP ? 1 : 2;
    long[] shape = new long[leading + behind.length];
    Arrays.fill(shape, 0, leading, 1);
    if (layout != Layout.STEP) {
      shape[layout.timeDim()] = STEPS;
    }
    System.arraycopy(behind, 0, shape, leading, behind.length);
    return Tensor.zeros(dtype, shape);
  }
}
