package org.nernst.bench;

import org.nernst.tensor.DType;
import org.nernst.tensor.Generator;
import org.nernst.tensor.Tensor;

/// What a Linear gets.
public enum Input {
  /// Numbers of a normal distribution.
  DENSE,
  /// Ones in 5 of 100 places, else zeros.
  SPIKES_5;

  private static final double RATE = 0.05;

  /// Draws an input.
  public Tensor draw(Generator generator, long... shape) {
    return switch (this) {
      case DENSE -> Tensor.randn(generator, DType.FLOAT32, shape);
      case SPIKES_5 -> spikes(generator, RATE, shape);
    };
  }

  /// Independent random spikes.
  ///
  /// @param rate their probability
  /// @return zeros and ones
  public static Tensor spikes(Generator generator, double rate, long... shape) {
    return Tensor.empty(DType.FLOAT32, shape).bernoulliInPlace(rate, generator);
  }
}
