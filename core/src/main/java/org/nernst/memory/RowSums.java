package org.nernst.memory;

import java.lang.ref.Reference;
import org.nernst.tensor.BlasSums;
import org.nernst.tensor.DType;
import org.nernst.tensor.Gemm;
import org.nernst.tensor.KernelPool;
import org.nernst.tensor.Tensor;

/// Sums of vectors on the kernels' threads. What they are cut into depends on sizes alone, so no
/// bit depends on the number of threads.
public final class RowSums {
  /// Rows of a part: some hundreds of kilobytes.
  private static final int PART_ROWS = 512;

  /// Numbers of the result that are added up at a time, in the nearest cache.
  private static final int PIECE = 4096;

  /// Numbers from which on other threads are worth waking.
  private static final int SHARED_NUMBERS = 1 << 17;

  private RowSums() {}

  /// Adds up the rows of a matrix, as for the gradient of a bias. Nothing is recorded.
  ///
  /// @param matrix (rows, columns)
  /// @return (columns)
  public static Tensor of(Tensor matrix) {
    int rows = Math.toIntExact(matrix.size(0));
    int columns = Math.toIntExact(matrix.size(1));
    if (rows <= PART_ROWS || !matrix.isContiguous() || !Products.areOurs(matrix, matrix)) {
      return matrix.sum(0);
    }
    DType dtype = matrix.dtype();
    int parts = Math.ceilDiv(rows, PART_ROWS);
    Tensor ones = Tensor.ones(dtype, PART_ROWS);
    Tensor sums = Tensor.empty(dtype, parts, columns);
    long row = (long) columns * dtype.byteSize();
    try (var _ = Gemm.alone()) {
      KernelPool.run(
          parts,
          matrix.numel() >= SHARED_NUMBERS,
          part -> {
            int first = part * PART_ROWS;
            long from = matrix.address() + first * row;
            long to = sums.address() + part * row;
            int count = Math.min(PART_ROWS, rows - first);
            BlasSums.sumRows(dtype, count, columns, from, columns, ones.address(), to);
          });
    } finally {
      Reference.reachabilityFence(matrix);
      Reference.reachabilityFence(ones);
    }
    return sums.sum(0);
  }

  /// Adds arrays to one, in order.
  ///
  /// @param arrays (count, ...), dense
  /// @param to of the others' shape, dense
  static void add(Tensor arrays, Tensor to) {
    DType dtype = to.dtype();
    int size = dtype.byteSize();
    long numbers = to.numel();
    try (var _ = Gemm.alone()) {
      KernelPool.run(
          Math.toIntExact(Math.ceilDiv(numbers, PIECE)),
          arrays.numel() >= SHARED_NUMBERS,
          piece -> {
            long first = (long) piece * PIECE;
            int count = (int) Math.min(PIECE, numbers - first);
            for (long array = 0; array < arrays.size(0); array++) {
              long from = arrays.address() + (array * numbers + first) * size;
              BlasSums.add(dtype, count, from, to.address() + first * size);
            }
          });
    } finally {
      Reference.reachabilityFence(arrays);
      Reference.reachabilityFence(to);
    }
  }
}
