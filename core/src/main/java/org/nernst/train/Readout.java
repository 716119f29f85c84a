package org.nernst.train;

import java.util.function.BiFunction;
import org.nernst.nn.TimeAxis;
import org.nernst.tensor.Tensor;

/// Turns what the last layer did over time into one number per class.
@FunctionalInterface
public interface Readout {
  /// The evidence for each class.
  ///
  /// @param output (time, batch, class) or (batch, time, class): spikes or membrane potentials
  /// @param axis which of the two; [TimeAxis#NONE] for an output (batch, class), which stays as it
  ///   is
  /// @return (batch, class)
  Tensor logits(Tensor output, TimeAxis axis);

  /// The number of spikes of each output neuron, times a scale.
  ///
  /// Counts are large numbers for a softmax: a scale below one keeps it soft.
  ///
  /// @param scale what one spike is worth
  /// @return the readout
  /// @throws IllegalArgumentException if the scale isn't positive
  static Readout spikeCount(double scale) {
    if (!(scale > 0)) {
      throw new IllegalArgumentException("expected scale > 0, got " + scale);
    }
    return (output, axis) -> over(output, axis, (x, d) -> x.sum(d).mul(scale));
  }

  /// The highest membrane potential over time; its gradient goes to the step of the maximum.
  ///
  /// @return the readout
  static Readout maxMembrane() {
    return (output, axis) -> over(output, axis, (x, d) -> x.max(d).values());
  }

  /// The mean membrane potential over time.
  ///
  /// @return the readout
  static Readout meanMembrane() {
    return (output, axis) -> over(output, axis, (x, d) -> x.mean(d));
  }

  /// The membrane potential after the last step.
  ///
  /// @return the readout
  static Readout lastMembrane() {
    return (output, axis) -> over(output, axis, (x, d) -> x.select(d, x.size(d) - 1));
  }

  private static Tensor over(
      Tensor output, TimeAxis axis, BiFunction<Tensor, Integer, Tensor> reduction) {
    if (axis == TimeAxis.NONE) {
      return output;
    }
    if (output.dim() != 3) {
      String expected = axis == TimeAxis.FIRST ? "(time, batch, class)" : "(batch, time, class)";
      throw new IllegalArgumentException(
          "expected output " + expected + ", got " + Tensor.shapeText(output.shape()));
    }
    return reduction.apply(output, axis == TimeAxis.FIRST ? 0 : 1);
  }
}
