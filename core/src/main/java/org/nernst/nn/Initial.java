package org.nernst.nn;

import org.nernst.tensor.DType;
import org.nernst.tensor.Generator;
import org.nernst.tensor.Tensor;

/// First values of parameters.
public final class Initial {
  private Initial() {}

  /// The split of the root generator from which parameters are drawn, one layer after the other:
  /// the same seed and the same order of construction give the same network.
  public static Generator generator() {
    return Generator.root().stream("init");
  }

  /// Uniform in `±1/sqrt(fanIn)`: what PyTorch's Kaiming initialisation with `a = sqrt(5)` comes
  /// to.
  ///
  /// @param generator draws the values
  /// @param dtype a floating dtype
  /// @param fanIn number of inputs that reach one output, at least 1
  /// @param shape of the result
  /// @throws IllegalArgumentException if `fanIn` is below 1 or `dtype` isn't floating
  public static Tensor uniform(Generator generator, DType dtype, long fanIn, long... shape) {
    Checks.positive("fanIn", fanIn);
    if (!dtype.isFloating()) {
      throw new IllegalArgumentException(
          "expected a floating dtype for random parameters, got " + dtype);
    }
    double bound = 1 / Math.sqrt((double) fanIn);
    return Tensor.empty(dtype, shape).uniformInPlace(-bound, bound, generator);
  }
}
