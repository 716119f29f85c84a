package org.nernst.tensor;

import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/// Stateless building blocks of networks, as PyTorch's `torch.nn.functional`.
public final class Functional extends FunctionalConvolutions {
  private Functional() {}

  /// `x @ w.t() + b`.
  ///
  /// @param x (..., in)
  /// @param weight (out, in)
  /// @param bias (out), or null
  /// @return (..., out)
  /// @throws IllegalArgumentException if the last size of x isn't the weight's
  public static Tensor linear(Tensor x, Tensor weight, @Nullable Tensor bias) {
    try (TensorOptional b = Natives.optional(bias)) {
      return x.call2("linear", weight, () -> torch.linear(x.torch(), weight.torch(), b));
    }
  }

  /// Numbers of one softmax per slice along a dim.
  ///
  /// @param x any shape
  /// @param dim along which the results sum to 1
  /// @return the same shape
  public static Tensor softmax(Tensor x, int dim) {
    return x.call1("softmax", () -> torch.softmax(x.torch(), (long) dim));
  }

  /// The logarithm of [#softmax(Tensor, int)], without loss of precision.
  ///
  /// @param x any shape
  /// @param dim along which the softmax sums to 1
  /// @return the same shape
  public static Tensor logSoftmax(Tensor x, int dim) {
    return x.call1("logSoftmax", () -> torch.log_softmax(x.torch(), (long) dim));
  }

  /// Sets elements to 0 with a probability and scales the others by `1 / (1 - p)`.
  ///
  /// @param x any shape
  /// @param p the probability of a 0, in [0, 1]
  /// @param training whether to do anything at all
  /// @return the same shape
  public static Tensor dropout(Tensor x, double p, boolean training) {
    return dropout(x, p, training, Generator.root().stream("dropout"));
  }

  /// Sets elements to 0 with a probability and scales the others by `1 / (1 - p)`.
  ///
  /// @param x any shape
  /// @param p the probability of a 0, in [0, 1]
  /// @param training whether to do anything at all
  /// @param generator where the mask is drawn from
  /// @return the same shape
  public static Tensor dropout(Tensor x, double p, boolean training, Generator generator) {
    if (!(p >= 0 && p <= 1)) {
      throw new IllegalArgumentException("dropout: expected a probability in [0, 1], got " + p);
    }
    if (!training || p == 0) {
      return x;
    }
    if (p == 1) {
      return x.mul(0.0);
    }
    Tensor mask = Tensor.empty(x.dtype(), x.shape());
    generator.fillBernoulli(mask, 1 - p);
    mask.mulInPlace(1 / (1 - p));
    return x.mul(x.torch().is_cpu() ? mask : mask.to(x.device()));
  }

  /// Rows of a table.
  ///
  /// @param indices integers of any shape
  /// @param weight (rows, columns)
  /// @return the shape of the indices, then columns
  public static Tensor embedding(Tensor indices, Tensor weight) {
    return indices.call2(
        "embedding", weight, () -> torch.embedding(weight.torch(), indices.torch()));
  }

  /// A 1 at each index, zeros elsewhere.
  ///
  /// @param indices int64 in [0, classes), of any shape
  /// @param classes how many
  /// @return int64, the shape of the indices, then classes
  public static Tensor oneHot(Tensor indices, long classes) {
    return indices.call1("oneHot", () -> torch.one_hot(indices.torch(), classes));
  }

  /// Extends dims with a constant.
  ///
  /// @param x any shape
  /// @param padding before and after the last dim, before and after the one in front of it, ...;
  ///   negative numbers cut
  /// @param value the constant
  /// @return the extended tensor
  public static Tensor pad(Tensor x, long[] padding, double value) {
    return x.call1("pad", () -> torch.constant_pad_nd(x.torch(), padding, Natives.scalar(value)));
  }
}
