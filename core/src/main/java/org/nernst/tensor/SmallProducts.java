package org.nernst.tensor;

/// Products of a few rows with a square matrix, each on the caller's thread alone, so that several
/// threads may take rows of their own.
///
/// They are cut so that OpenBLAS finds each too small for its threads, and small enough for its
/// kernels that read a matrix as it lies. Only processors with AVX-512 have those; elsewhere it
/// would copy the matrix into another order for every few rows, so that one big product is faster.
public final class SmallProducts {
  private static final int MOST_ROWS = 8;

  /// Multiplications up to which OpenBLAS stays on one thread.
  private static final int ALONE = 1 << 18;

  /// Columns of a vector register's worth for all dtypes.
  private static final int LANES = 16;

  private SmallProducts() {}

  /// Whether this processor and BLAS have fast ones.
  ///
  /// @param dtype of all matrices
  /// @param width of the square matrix
  /// @return whether [#add] may be called
  public static boolean areFast(DType dtype, int width) {
    return Gemm.hasSmall() && MOST_ROWS * LANES * width <= ALONE && Gemm.has(dtype);
  }

  /// {@return of how many rows products should be} Depends on the batch alone, so that a row's bits
  /// don't depend on how many threads share it.
  ///
  /// @param batch all rows
  public static int group(int batch) {
    return batch < 2 * MOST_ROWS ? MOST_ROWS / 2 : MOST_ROWS;
  }

  /// Adds a product: `to <- to + rows W`.
  ///
  /// @param dtype one for which they are fast, as for the width
  /// @param group as [#group]
  /// @param from address of the rows, (count, width)
  /// @param stride numbers from row to row
  /// @param count of the rows, at most the group's
  /// @param matrix address of W, (width, width), dense
  /// @param width of the matrices
  /// @param to address of the result's rows, (count, width), dense
  public static void add(
      DType dtype, int group, long from, int stride, int count, long matrix, int width, long to) {
    int most = ALONE / (group * width) / LANES * LANES;
    for (int first = 0; first < width; first += most) {
      long offset = (long) first * dtype.byteSize();
      int columns = Math.min(most, width - first);
      Gemm.multiply(
          dtype,
          count,
          columns,
          width,
          new Gemm.Matrix(from, stride, false),
          new Gemm.Matrix(matrix + offset, width, false),
          1,
          new Gemm.Matrix(to + offset, width, false));
    }
  }
}
