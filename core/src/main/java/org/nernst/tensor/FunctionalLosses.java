package org.nernst.tensor;

import java.util.Arrays;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/// Loss functions.
abstract sealed class FunctionalLosses permits FunctionalConvolutions {
  private static final long NO_IGNORED_CLASS = -100;

  /// Negative log-likelihood of classes under a softmax, averaged over the batch.
  ///
  /// @param logits (batch, classes), or (batch, classes, ...)
  /// @param target int64 class indices, (batch) or (batch, ...); or probabilities in the logits'
  ///   shape
  /// @return 0-dim
  public static Tensor crossEntropy(Tensor logits, Tensor target) {
    return crossEntropy(logits, target, null, 0, Reduction.MEAN);
  }

  /// Negative log-likelihood of classes under a softmax, averaged over the batch.
  ///
  /// @param logits (batch, classes), or (batch, classes, ...)
  /// @param target int64 class indices, (batch) or (batch, ...); or probabilities in the logits'
  ///   shape
  /// @param weight a factor per class, (classes), or null; the mean is then weighted too
  /// @param labelSmoothing how much of the target is spread over all classes, in [0, 1]
  /// @return 0-dim
  public static Tensor crossEntropy(
      Tensor logits, Tensor target, @Nullable Tensor weight, double labelSmoothing) {
    return crossEntropy(logits, target, weight, labelSmoothing, Reduction.MEAN);
  }

  /// Negative log-likelihood of classes under a softmax.
  ///
  /// @param logits (batch, classes), or (batch, classes, ...)
  /// @param target int64 class indices, (batch) or (batch, ...); or probabilities in the logits'
  ///   shape
  /// @param weight a factor per class, (classes), or null; a mean is then weighted too
  /// @param labelSmoothing how much of the target is spread over all classes, in [0, 1]
  /// @param reduction what is returned
  /// @return 0-dim, or one loss per target index
  public static Tensor crossEntropy(
      Tensor logits,
      Tensor target,
      @Nullable Tensor weight,
      double labelSmoothing,
      Reduction reduction) {
    if (!(labelSmoothing >= 0 && labelSmoothing <= 1)) {
      throw new IllegalArgumentException(
          "crossEntropy: expected labelSmoothing in [0, 1], got " + labelSmoothing);
    }
    try (TensorOptional w = Natives.optional(weight)) {
      return logits.call2(
          "crossEntropy",
          target,
          () ->
              torch.cross_entropy_loss(
                  logits.torch(),
                  target.torch(),
                  w,
                  reduction.code(),
                  NO_IGNORED_CLASS,
                  labelSmoothing));
    }
  }

  /// Negative log-likelihood of classes, averaged over the batch.
  ///
  /// @param logProbabilities (batch, classes), or (batch, classes, ...)
  /// @param target int64 class indices, (batch) or (batch, ...)
  /// @return 0-dim
  public static Tensor nllLoss(Tensor logProbabilities, Tensor target) {
    return nllLoss(logProbabilities, target, null, Reduction.MEAN);
  }

  /// Negative log-likelihood of classes.
  ///
  /// @param logProbabilities (batch, classes), or (batch, classes, ...)
  /// @param target int64 class indices, (batch) or (batch, ...)
  /// @param weight a factor per class, (classes), or null; a mean is then weighted too
  /// @param reduction what is returned
  /// @return 0-dim, or one loss per target index
  public static Tensor nllLoss(
      Tensor logProbabilities, Tensor target, @Nullable Tensor weight, Reduction reduction) {
    try (TensorOptional w = Natives.optional(weight)) {
      return logProbabilities.call2(
          "nllLoss",
          target,
          () ->
              torch.nll_loss_nd(
                  logProbabilities.torch(), target.torch(), w, reduction.code(), NO_IGNORED_CLASS));
    }
  }

  /// Squared differences, averaged.
  ///
  /// @param prediction any shape
  /// @param target the same shape
  /// @return 0-dim
  /// @throws IllegalArgumentException if the shapes differ
  public static Tensor mseLoss(Tensor prediction, Tensor target) {
    return mseLoss(prediction, target, Reduction.MEAN);
  }

  /// Squared differences.
  ///
  /// @param prediction any shape
  /// @param target the same shape
  /// @param reduction what is returned
  /// @return 0-dim, or one loss per element
  /// @throws IllegalArgumentException if the shapes differ
  public static Tensor mseLoss(Tensor prediction, Tensor target, Reduction reduction) {
    checkSameShape("mseLoss", prediction, target);
    return prediction.call2(
        "mseLoss",
        target,
        () -> torch.mse_loss(prediction.torch(), target.torch(), reduction.code()));
  }

  /// Absolute differences, averaged.
  ///
  /// @param prediction any shape
  /// @param target the same shape
  /// @return 0-dim
  /// @throws IllegalArgumentException if the shapes differ
  public static Tensor l1Loss(Tensor prediction, Tensor target) {
    return l1Loss(prediction, target, Reduction.MEAN);
  }

  /// Absolute differences.
  ///
  /// @param prediction any shape
  /// @param target the same shape
  /// @param reduction what is returned
  /// @return 0-dim, or one loss per element
  /// @throws IllegalArgumentException if the shapes differ
  public static Tensor l1Loss(Tensor prediction, Tensor target, Reduction reduction) {
    checkSameShape("l1Loss", prediction, target);
    return prediction.call2(
        "l1Loss",
        target,
        () -> torch.l1_loss(prediction.torch(), target.torch(), reduction.code()));
  }

  /// Huber's loss, averaged: squared differences below beta, absolute ones above it.
  ///
  /// @param prediction any shape
  /// @param target the same shape
  /// @param beta where the two meet, above 0
  /// @return 0-dim
  /// @throws IllegalArgumentException if the shapes differ
  public static Tensor smoothL1(Tensor prediction, Tensor target, double beta) {
    checkSameShape("smoothL1", prediction, target);
    return prediction.call2(
        "smoothL1",
        target,
        () ->
            torch.smooth_l1_loss(prediction.torch(), target.torch(), Reduction.MEAN.code(), beta));
  }

  /// Binary cross-entropy of probabilities, averaged.
  ///
  /// @param probability in [0, 1], any shape
  /// @param target in [0, 1], the same shape and dtype
  /// @return 0-dim
  /// @throws IllegalArgumentException if the shapes differ
  public static Tensor binaryCrossEntropy(Tensor probability, Tensor target) {
    checkSameShape("binaryCrossEntropy", probability, target);
    return probability.call2(
        "binaryCrossEntropy",
        target,
        () -> torch.binary_cross_entropy(probability.torch(), target.torch()));
  }

  /// Binary cross-entropy of logits, averaged; doesn't overflow.
  ///
  /// @param logits any shape
  /// @param target in [0, 1], the same shape and dtype
  /// @return 0-dim
  /// @throws IllegalArgumentException if the shapes differ
  public static Tensor binaryCrossEntropyWithLogits(Tensor logits, Tensor target) {
    checkSameShape("binaryCrossEntropyWithLogits", logits, target);
    return logits.call2(
        "binaryCrossEntropyWithLogits",
        target,
        () -> torch.binary_cross_entropy_with_logits(logits.torch(), target.torch()));
  }

  private static void checkSameShape(String operation, Tensor a, Tensor b) {
    if (!Arrays.equals(a.shape(), b.shape())) {
      throw new IllegalArgumentException(
          "%s: expected target %s as the prediction, got %s"
              .formatted(operation, Shapes.text(a.shape()), Shapes.text(b.shape())));
    }
  }
}
