package org.nernst.tensor;

import java.util.function.BiFunction;
import java.util.function.Supplier;
import org.bytedeco.pytorch.BoolOptional;
import org.bytedeco.pytorch.T_TensorTensor_T;

/// Sums, extremes, order.
abstract sealed class TensorReduction extends TensorComparison permits TensorShaping {
  private static final BoolOptional STABLE = new BoolOptional(true);

  TensorReduction(org.bytedeco.pytorch.Tensor handle) {
    super(handle);
  }

  /// Sum of all elements.
  ///
  /// @return 0-dim
  public final Tensor sum() {
    return call1("sum", () -> torch().sum());
  }

  /// Sum over dims.
  ///
  /// @param dims the dims that go away, negative ones from the back; none for all
  /// @return without those dims
  public final Tensor sum(int... dims) {
    return sum(Shapes.of(dims), false);
  }

  /// Sum over dims.
  ///
  /// @param dims the dims, negative ones from the back; none for all
  /// @param keepdim whether they stay with size 1
  /// @return the reduced tensor
  public final Tensor sum(long[] dims, boolean keepdim) {
    return call1("sum", () -> torch().sum(dims, keepdim, null));
  }

  /// Mean of all elements.
  ///
  /// @return 0-dim
  public final Tensor mean() {
    return call1("mean", () -> torch().mean());
  }

  /// Mean over dims.
  ///
  /// @param dims the dims that go away, negative ones from the back; none for all
  /// @return without those dims
  public final Tensor mean(int... dims) {
    return mean(Shapes.of(dims), false);
  }

  /// Mean over dims.
  ///
  /// @param dims the dims, negative ones from the back; none for all
  /// @param keepdim whether they stay with size 1
  /// @return the reduced tensor
  public final Tensor mean(long[] dims, boolean keepdim) {
    return call1("mean", () -> torch().mean(dims, keepdim, null));
  }

  /// Largest element over dims; ties share the gradient evenly.
  ///
  /// @param dims the dims that go away, negative ones from the back; none for all
  /// @return without those dims
  public final Tensor amax(int... dims) {
    return amax(Shapes.of(dims), false);
  }

  /// Largest element over dims; ties share the gradient evenly.
  ///
  /// @param dims the dims, negative ones from the back; none for all
  /// @param keepdim whether they stay with size 1
  /// @return the reduced tensor
  public final Tensor amax(long[] dims, boolean keepdim) {
    return call1("amax", () -> torch().amax(dims, keepdim));
  }

  /// Smallest element over dims; ties share the gradient evenly.
  ///
  /// @param dims the dims that go away, negative ones from the back; none for all
  /// @return without those dims
  public final Tensor amin(int... dims) {
    return amin(Shapes.of(dims), false);
  }

  /// Smallest element over dims; ties share the gradient evenly.
  ///
  /// @param dims the dims, negative ones from the back; none for all
  /// @param keepdim whether they stay with size 1
  /// @return the reduced tensor
  public final Tensor amin(long[] dims, boolean keepdim) {
    return call1("amin", () -> torch().amin(dims, keepdim));
  }

  /// Variance of all elements, unbiased (divided by n - 1).
  ///
  /// @return 0-dim
  public final Tensor var() {
    return call1("var", () -> torch().var(true));
  }

  /// Variance over one dim.
  ///
  /// @param dim the dim that goes away
  /// @param unbiased whether the sum of squares is divided by n - 1 instead of n
  /// @return without that dim
  public final Tensor var(int dim, boolean unbiased) {
    return var(new long[] {dim}, unbiased, false);
  }

  /// Variance over dims.
  ///
  /// @param dims the dims, negative ones from the back; none for all
  /// @param unbiased whether the sum of squares is divided by n - 1 instead of n
  /// @param keepdim whether the dims stay with size 1
  /// @return the reduced tensor
  public final Tensor var(long[] dims, boolean unbiased, boolean keepdim) {
    return call1("var", () -> torch().var(dims, unbiased, keepdim));
  }

  /// Standard deviation of all elements, unbiased (divided by n - 1).
  ///
  /// @return 0-dim
  public final Tensor std() {
    return call1("std", () -> torch().std(true));
  }

  /// Standard deviation over one dim.
  ///
  /// @param dim the dim that goes away
  /// @param unbiased whether the sum of squares is divided by n - 1 instead of n
  /// @return without that dim
  public final Tensor std(int dim, boolean unbiased) {
    return std(new long[] {dim}, unbiased, false);
  }

  /// Standard deviation over dims.
  ///
  /// @param dims the dims, negative ones from the back; none for all
  /// @param unbiased whether the sum of squares is divided by n - 1 instead of n
  /// @param keepdim whether the dims stay with size 1
  /// @return the reduced tensor
  public final Tensor std(long[] dims, boolean unbiased, boolean keepdim) {
    return call1("std", () -> torch().std(dims, unbiased, keepdim));
  }

  /// Largest element of all; ties share the gradient evenly.
  ///
  /// @return 0-dim
  public final Tensor max() {
    return call1("max", () -> torch().max());
  }

  /// Largest element along one dim, and where it stands.
  ///
  /// @param dim the dim that goes away
  /// @return values and int64 indices, without that dim
  public final Tensor.MaxResult max(int dim) {
    return pair("max", () -> torch().max(dim, false), Tensor.MaxResult::new);
  }

  /// Smallest element of all; ties share the gradient evenly.
  ///
  /// @return 0-dim
  public final Tensor min() {
    return call1("min", () -> torch().min());
  }

  /// Smallest element along one dim, and where it stands.
  ///
  /// @param dim the dim that goes away
  /// @return values and int64 indices, without that dim
  public final Tensor.MinResult min(int dim) {
    return pair("min", () -> torch().min(dim, false), Tensor.MinResult::new);
  }

  /// Where the largest element stands in row-major order.
  ///
  /// @return int64, 0-dim
  public final Tensor argmax() {
    return call1("argmax", () -> torch().argmax());
  }

  /// Where the largest element stands along one dim.
  ///
  /// @param dim the dim that goes away
  /// @return int64, without that dim
  public final Tensor argmax(int dim) {
    return call1("argmax", () -> torch().argmax(Natives.dim(dim), false));
  }

  /// Where the smallest element stands in row-major order.
  ///
  /// @return int64, 0-dim
  public final Tensor argmin() {
    return call1("argmin", () -> torch().argmin());
  }

  /// Where the smallest element stands along one dim.
  ///
  /// @param dim the dim that goes away
  /// @return int64, without that dim
  public final Tensor argmin(int dim) {
    return call1("argmin", () -> torch().argmin(Natives.dim(dim), false));
  }

  /// Running sum along one dim.
  ///
  /// @param dim the dim
  /// @return this shape
  public final Tensor cumsum(int dim) {
    return call1("cumsum", () -> torch().cumsum(dim));
  }

  /// Product of all elements.
  ///
  /// @return 0-dim
  public final Tensor prod() {
    return call1("prod", () -> torch().prod());
  }

  /// Product over one dim.
  ///
  /// @param dim the dim that goes away
  /// @return without that dim
  public final Tensor prod(int dim) {
    return call1("prod", () -> torch().prod(dim));
  }

  /// Euclidean norm of all elements.
  ///
  /// @return 0-dim
  public final Tensor norm() {
    return call1("norm", () -> torch().norm());
  }

  /// How many elements differ from 0.
  ///
  /// @return int64, 0-dim
  public final Tensor countNonzero() {
    return call1("countNonzero", () -> torch().count_nonzero());
  }

  /// `log(sum(exp(x)))` along one dim, without overflow.
  ///
  /// @param dim the dim that goes away
  /// @return without that dim
  public final Tensor logSumExp(int dim) {
    return call1("logSumExp", () -> torch().logsumexp(new long[] {dim}, false));
  }

  /// The k largest elements along the last dim, largest first.
  ///
  /// @param k how many
  /// @return values and int64 indices, with k as last size
  public final Tensor.SortResult topk(int k) {
    return topk(k, -1);
  }

  /// The k largest elements along one dim, largest first.
  ///
  /// @param k how many
  /// @param dim the dim
  /// @return values and int64 indices, with k as size of that dim
  public final Tensor.SortResult topk(int k, int dim) {
    return pair("topk", () -> torch().topk(k, dim, true, true), Tensor.SortResult::new);
  }

  /// The elements in rising order along one dim.
  ///
  /// @param dim the dim
  /// @return values and the int64 indices they had, in this shape
  public final Tensor.SortResult sort(int dim) {
    return sort(dim, false);
  }

  /// The elements in order along one dim; equal ones keep their order.
  ///
  /// @param dim the dim
  /// @param descending whether the largest comes first
  /// @return values and the int64 indices they had, in this shape
  public final Tensor.SortResult sort(int dim, boolean descending) {
    return pair("sort", () -> torch().sort(STABLE, dim, descending), Tensor.SortResult::new);
  }

  private <R> R pair(
      String operation, Supplier<T_TensorTensor_T> call, BiFunction<Tensor, Tensor, R> result) {
    try (T_TensorTensor_T pair = call.get()) {
      return result.apply(Natives.copy(pair.get0()), Natives.copy(pair.get1()));
    } catch (RuntimeException e) {
      throw TorchErrors.translate(operation, e, this);
    }
  }
}
