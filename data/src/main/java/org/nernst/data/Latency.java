package org.nernst.data;

import java.util.Arrays;
import org.nernst.nn.TimeAxis;
import org.nernst.tensor.DType;
import org.nernst.tensor.Generator;
import org.nernst.tensor.Tensor;

/// Time to first spike: one spike per value, the earlier the higher the value.
///
/// Values are multiplied by the gain first. Then a value of 1 (or more) spikes in the first step, a
/// value just above the threshold in the last, with a straight line between; values up to the
/// threshold never spike.
///
/// @param steps the number of time steps
/// @param gain the factor on the values
/// @param threshold values, times the gain, up to this stay silent; from 0 to below 1
public record Latency(int steps, double gain, double threshold) implements Encoder {
  /// Refuses less than one step, a gain that isn't positive, a threshold out of range.
  public Latency {
    TimeShape.checkSteps(steps);
    if (!(gain > 0 && Double.isFinite(gain))) {
      throw new IllegalArgumentException("expected a finite gain > 0, got " + gain);
    }
    if (!(threshold >= 0 && threshold < 1)) {
      throw new IllegalArgumentException("expected 0 <= threshold < 1, got " + threshold);
    }
  }

  @Override
  public Tensor encode(Tensor values, TimeAxis axis, Generator generator) {
    int dim = TimeShape.dim(values, axis);
    Tensor x = values.to(DType.FLOAT32).mul(gain);
    Tensor times = x.mul(-1.0).add(1.0).div(1 - threshold).clamp(0.0, 1.0).mul(steps - 1).round();
    // A silent value gets a time that never comes.
    Tensor spikeTimes = times.maskedFill(x.le(threshold), -1).unsqueeze(dim);
    long[] clockShape = new long[values.dim() + 1];
    Arrays.fill(clockShape, 1);
    clockShape[dim] = steps;
    Tensor clock = Tensor.arange(0, steps, 1, DType.FLOAT32).reshape(clockShape);
    return spikeTimes.eq(clock).to(DType.FLOAT32);
  }
}
