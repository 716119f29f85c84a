package org.nernst.memory;

import org.nernst.tensor.DType;
import org.nernst.tensor.Gemm;

/// A product of two matrices in memory, or a part of one: `to <- left right + bias`.
///
/// @param left (rows, inner)
/// @param right (inner, columns)
/// @param bias address of what is added to each row, 0 for nothing
/// @param to (rows, columns), not transposed
record Product(
    DType dtype,
    int rows,
    int columns,
    int inner,
    Gemm.Matrix left,
    Gemm.Matrix right,
    long bias,
    Gemm.Matrix to) {
  /// Up to which size a matrix is narrow.
  private static final int FEW = 32;

  /// {@return some rows of it}
  Product rows(int first, int count) {
    return new Product(
        dtype, count, columns, inner, rowsFrom(left, first), right, bias, rowsFrom(to, first));
  }

  /// {@return some columns of it}
  Product columns(int first, int count) {
    long ofBias = bias == 0 ? 0 : bias + (long) first * dtype.byteSize();
    Gemm.Matrix ofRight = columnsFrom(right, first);
    return new Product(dtype, rows, count, inner, left, ofRight, ofBias, columnsFrom(to, first));
  }

  /// {@return some of the products that each number of it adds up, with the bias}
  Product inner(int first, int count) {
    return new Product(
        dtype, rows, columns, count, columnsFrom(left, first), rowsFrom(right, first), bias, to);
  }

  /// {@return the same without the bias and to another place}
  ///
  /// @param sums (n, rows, columns)
  /// @param sum which of them
  Product inner(int first, int count, long sums, int sum) {
    long place = sums + (long) sum * rows * columns * dtype.byteSize();
    Product there =
        new Product(
            dtype, rows, columns, inner, left, right, 0, new Gemm.Matrix(place, columns, false));
    return there.inner(first, count);
  }

  /// Computes it: where one of the sizes is small, in slices for kernels that read matrices as they
  /// lie. A single product would first copy the large matrix, which takes longer than the sums.
  void run() {
    for (int row = 0; bias != 0 && row < rows; row++) {
      long line = (long) row * to.stride() * dtype.byteSize();
      Memory.copy(bias, to.address() + line, (long) columns * dtype.byteSize());
    }
    boolean byRows = Math.min(columns, inner) <= FEW && rows > FEW;
    boolean byInner = !byRows && rows <= FEW && inner > FEW;
    int slice =
        byRows
            ? Gemm.smallRows(columns, inner, right.transposed())
            : byInner ? Gemm.smallInner(rows, columns) : 0;
    boolean isAdded = bias != 0;
    if (slice == 0) {
      multiply(isAdded);
      return;
    }
    int all = byRows ? rows : inner;
    for (int first = 0; first < all; first += slice) {
      int now = Math.min(slice, all - first);
      if (byRows) {
        rows(first, now).multiply(isAdded);
      } else {
        inner(first, now).multiply(isAdded || first > 0);
      }
    }
  }

  /// @param isAdded to what is there
  private void multiply(boolean isAdded) {
    Gemm.multiply(dtype, rows, columns, inner, left, right, isAdded ? 1 : 0, to);
  }

  private Gemm.Matrix rowsFrom(Gemm.Matrix matrix, int first) {
    return from(matrix, first, matrix.transposed());
  }

  private Gemm.Matrix columnsFrom(Gemm.Matrix matrix, int first) {
    return from(matrix, first, !matrix.transposed());
  }

  private Gemm.Matrix from(Gemm.Matrix matrix, int first, boolean areNeighbours) {
    return matrix.from(areNeighbours ? first : (long) first * matrix.stride(), dtype.byteSize());
  }
}
