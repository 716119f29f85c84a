package org.nernst.data;

import org.nernst.nn.TimeAxis;
import org.nernst.tensor.DType;
import org.nernst.tensor.Generator;
import org.nernst.tensor.Tensor;

/// Independent spikes: in each step a value x spikes with probability `x * gain`, at most 1.
///
/// @param steps the number of time steps
/// @param gain the probability of a spike for a value of 1
public record Poisson(int steps, double gain) implements Encoder {
  /// Refuses less than one step and a gain that isn't positive.
  public Poisson {
    TimeShape.checkSteps(steps);
    if (!(gain > 0 && Double.isFinite(gain))) {
      throw new IllegalArgumentException("expected a finite gain > 0, got " + gain);
    }
  }

  @Override
  public Tensor encode(Tensor values, TimeAxis axis, Generator generator) {
    int dim = TimeShape.dim(values, axis);
    long[] shape = TimeShape.with(values, dim, steps);
    Tensor probability = values.to(DType.FLOAT32).mul(gain).unsqueeze(dim);
    return Tensor.rand(generator, DType.FLOAT32, shape).lt(probability).to(DType.FLOAT32);
  }
}
