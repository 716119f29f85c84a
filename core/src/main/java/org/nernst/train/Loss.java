package org.nernst.train;

import org.nernst.tensor.DType;
import org.nernst.tensor.Functional;
import org.nernst.tensor.Tensor;

/// How wrong the evidence for each class is.
@FunctionalInterface
public interface Loss {
  /// The mean loss of a batch.
  ///
  /// @param logits (batch, class): what a [Readout] gives
  /// @param targets (batch): the right classes
  /// @return a scalar, with gradient
  Tensor of(Tensor logits, Tensor targets);

  /// Cross entropy of the softmax over classes.
  ///
  /// @return the loss
  static Loss crossEntropy() {
    return Functional::crossEntropy;
  }

  /// Cross entropy against targets that give the share `smoothing` to all classes alike (Szegedy et
  /// al. 2016).
  ///
  /// @param smoothing from 0 (none) to below 1
  /// @return the loss
  /// @throws IllegalArgumentException if the share is out of range
  static Loss crossEntropy(double smoothing) {
    if (!(smoothing >= 0 && smoothing < 1)) {
      throw new IllegalArgumentException("expected 0 <= smoothing < 1, got " + smoothing);
    }
    if (smoothing == 0) {
      return crossEntropy();
    }
    return (logits, targets) -> {
      // ce' = (1 - s) * ce + s * mean over classes of -log softmax
      Tensor logProbabilities = Functional.logSoftmax(logits, 1);
      Tensor right = Functional.nllLoss(logProbabilities, targets);
      return right.mul(1 - smoothing).sub(logProbabilities.mean().mul(smoothing));
    };
  }

  /// Mean squared distance of spike counts from a count for the right class and one for the others.
  ///
  /// @param right the count wanted of the right class's neuron
  /// @param wrong the count wanted of the others
  /// @return the loss
  static Loss spikeCountError(double right, double wrong) {
    return (logits, targets) -> {
      int classes = Math.toIntExact(logits.size(1));
      Tensor wanted =
          Functional.oneHot(targets.to(DType.INT64), classes)
              .to(logits.dtype())
              .mul(right - wrong)
              .add(wrong);
      return Functional.mseLoss(logits, wanted);
    };
  }
}
