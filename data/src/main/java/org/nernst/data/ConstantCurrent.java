package org.nernst.data;

import org.nernst.nn.TimeAxis;
import org.nernst.tensor.Generator;
import org.nernst.tensor.Tensor;

/// The same current in every step: values times a gain.
///
/// The result is expanded, with stride 0 in time: it takes the memory of one step, and layers that
/// know of it compute once what would be the same in every step.
///
/// @param steps the number of time steps
/// @param gain the factor on the values
public record ConstantCurrent(int steps, double gain) implements Encoder {
  /// Refuses less than one step and a gain that is not finite.
  public ConstantCurrent {
    TimeShape.checkSteps(steps);
    if (!Double.isFinite(gain)) {
      throw new IllegalArgumentException("expected a finite gain, got " + gain);
    }
  }

  @Override
  public Tensor encode(Tensor values, TimeAxis axis, Generator generator) {
    int dim = TimeShape.dim(values, axis);
    Tensor current = gain == 1 ? values : values.mul(gain);
    return current.unsqueeze(dim).expand(TimeShape.with(values, dim, steps));
  }
}
