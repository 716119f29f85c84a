package org.nernst.tensor;

import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.TensorIndex;
import org.bytedeco.pytorch.TensorIndexVector;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/// Parts of tensors, and tensors joined from parts.
abstract sealed class TensorIndexing extends TensorShaping permits TensorAlgebra {
  TensorIndexing(org.bytedeco.pytorch.Tensor handle) {
    super(handle);
  }

  /// A range of one dim.
  ///
  /// @param dim the dim
  /// @param start its first index
  /// @param length how many
  /// @return a view
  /// @throws IllegalArgumentException if the range leaves the dim
  public final Tensor narrow(int dim, long start, long length) {
    return call1("narrow", () -> torch().narrow(dim, start, length));
  }

  /// One index of one dim. For every index in turn use [#unbind(int)]: its gradient costs one pass
  /// instead of one per index.
  ///
  /// @param dim the dim that goes away
  /// @param index the index, negative ones from the back
  /// @return a view
  /// @throws IllegalArgumentException if there is no such index
  public final Tensor select(int dim, long index) {
    return call1("select", () -> torch().select((long) dim, index));
  }

  /// Every step-th index of a range of one dim, with bounds that are cut to the dim, as Python's
  /// slices are.
  ///
  /// @param dim the dim
  /// @param start the first index, negative ones from the back
  /// @param end the index behind the last, negative ones from the back
  /// @param step the distance, at least 1
  /// @return a view
  public final Tensor slice(int dim, long start, long end, long step) {
    try (LongOptional first = new LongOptional(start);
        LongOptional last = new LongOptional(end)) {
      return call1("slice", () -> torch().slice(dim, first, last, step));
    }
  }

  /// All slices along one dim.
  ///
  /// @param dim the dim that goes away
  /// @return as many views as the dim's size
  public final List<Tensor> unbind(int dim) {
    return several("unbind", () -> torch().unbind((long) dim));
  }

  /// Pieces of one size; the last may be smaller.
  ///
  /// @param size the size of a piece
  /// @param dim along which dim
  /// @return views
  public final List<Tensor> split(long size, int dim) {
    return several("split", () -> torch().split(size, (long) dim));
  }

  /// Pieces of given sizes.
  ///
  /// @param sizes their sizes, which sum to the dim's
  /// @param dim along which dim
  /// @return views
  public final List<Tensor> split(long[] sizes, int dim) {
    return several("split", () -> torch().split(sizes, dim));
  }

  /// At most n pieces of nearly the same size.
  ///
  /// @param n how many
  /// @param dim along which dim
  /// @return views
  public final List<Tensor> chunk(int n, int dim) {
    return several("chunk", () -> torch().chunk(n, dim));
  }

  /// The rows that an index or a mask names.
  ///
  /// @param index integers (negative ones from the back), of any shape, or a bool mask over the
  ///   leading dims
  /// @return for integers the index's shape followed by this one's without its first dim
  public final Tensor index(Tensor index) {
    try (TensorIndexVector indices = new TensorIndexVector(new TensorIndex(index.torch()))) {
      return call2("index", index, () -> torch().index(indices));
    }
  }

  /// The slices of one dim that an index names.
  ///
  /// @param dim the dim
  /// @param index integers in one dim
  /// @return with the index's length in that dim
  public final Tensor indexSelect(int dim, Tensor index) {
    return call2("indexSelect", index, () -> torch().index_select((long) dim, index.torch()));
  }

  /// One element per place: `out[i][j] = this[index[i][j]][j]` for dim 0.
  ///
  /// @param dim the dim that the index walks
  /// @param index int64, with as many dims as this
  /// @return the index's shape
  public final Tensor gather(int dim, Tensor index) {
    return call2("gather", index, () -> torch().gather((long) dim, index.torch()));
  }

  /// A copy with elements replaced: `out[index[i][j]][j] = source[i][j]` for dim 0.
  ///
  /// @param dim the dim that the index walks
  /// @param index int64, with as many dims as this
  /// @param source the new elements, at least of the index's sizes
  /// @return this shape
  public final Tensor scatter(int dim, Tensor index, Tensor source) {
    return call3(
        "scatter", index, source, () -> torch().scatter((long) dim, index.torch(), source.torch()));
  }

  /// A copy with one value put in places: `out[index[i][j]][j] = value` for dim 0.
  ///
  /// @param dim the dim that the index walks
  /// @param index int64, with as many dims as this
  /// @param value the new value
  /// @return this shape
  public final Tensor scatter(int dim, Tensor index, double value) {
    return call2(
        "scatter", index, () -> torch().scatter((long) dim, index.torch(), Natives.scalar(value)));
  }

  /// A copy with elements added: `out[index[i][j]][j] += source[i][j]` for dim 0.
  ///
  /// @param dim the dim that the index walks
  /// @param index int64, with as many dims as this
  /// @param source the summands, at least of the index's sizes
  /// @return this shape
  public final Tensor scatterAdd(int dim, Tensor index, Tensor source) {
    return call3(
        "scatterAdd",
        index,
        source,
        () -> torch().scatter_add((long) dim, index.torch(), source.torch()));
  }

  /// Reverses the order along dims.
  ///
  /// @param dims the dims
  /// @return a copy
  public final Tensor flip(int... dims) {
    return call1("flip", () -> torch().flip(Shapes.of(dims)));
  }

  /// Shifts along one dim; what leaves at the end enters at the start.
  ///
  /// @param shift by how many places
  /// @param dim the dim
  /// @return a copy
  public final Tensor roll(long shift, int dim) {
    return call1("roll", () -> torch().roll(new long[] {shift}, dim));
  }

  /// The lower triangle of a matrix, zeros elsewhere.
  ///
  /// @param diagonal up to which diagonal: 0 for the main one, above it positive
  /// @return a copy
  public final Tensor tril(long diagonal) {
    return call1("tril", () -> torch().tril(diagonal));
  }

  /// The upper triangle of a matrix, zeros elsewhere.
  ///
  /// @param diagonal from which diagonal on: 0 for the main one, above it positive
  /// @return a copy
  public final Tensor triu(long diagonal) {
    return call1("triu", () -> torch().triu(diagonal));
  }

  /// The main diagonal of the first two dims.
  ///
  /// @return a view, with the diagonal as last dim
  public final Tensor diagonal() {
    return call1("diagonal", () -> torch().diagonal());
  }

  /// Where the elements differ from 0.
  ///
  /// @return int64, shape (count, dims): one row of indices per element
  public final Tensor nonzero() {
    return call1("nonzero", () -> torch().nonzero());
  }

  /// Joins tensors along a dim that they have.
  ///
  /// @param tensors at least one; equal sizes but for that dim
  /// @param dim the dim
  /// @return a copy
  /// @throws IllegalArgumentException if the list is empty or the sizes don't fit
  public static Tensor cat(List<Tensor> tensors, int dim) {
    return joined("cat", tensors, v -> torch.cat(v, dim));
  }

  /// Joins tensors of one shape along a new dim.
  ///
  /// @param tensors at least one
  /// @param dim where the new dim stands in the result
  /// @return a copy
  /// @throws IllegalArgumentException if the list is empty or the shapes differ
  public static Tensor stack(List<Tensor> tensors, int dim) {
    return joined("stack", tensors, v -> torch.stack(v, dim));
  }

  /// Joins tensors of one shape along a new dim.
  ///
  /// @param tensors at least one
  /// @param dim where the new dim stands in the result
  /// @return a copy
  /// @throws IllegalArgumentException if there is none or the shapes differ
  public static Tensor stack(Tensor[] tensors, int dim) {
    return stack(List.of(tensors), dim);
  }

  private static Tensor joined(
      String operation,
      List<Tensor> tensors,
      Function<TensorVector, org.bytedeco.pytorch.Tensor> join) {
    if (tensors.isEmpty()) {
      throw new IllegalArgumentException(operation + ": expected at least one tensor, got none");
    }
    try (TensorVector vector = Natives.vector(tensors)) {
      return new Tensor(join.apply(vector));
    } catch (RuntimeException e) {
      throw TorchErrors.translate(operation, e, tensors.toArray(Tensor[]::new));
    }
  }

  private List<Tensor> several(String operation, Supplier<TensorVector> call) {
    try {
      return Natives.list(call.get());
    } catch (RuntimeException e) {
      throw TorchErrors.translate(operation, e, this);
    }
  }
}
