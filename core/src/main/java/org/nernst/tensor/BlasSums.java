package org.nernst.tensor;

import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Optional;

/// OpenBLAS's sums of vectors by address, for kernels that cut their work themselves. There are
/// some for the dtypes that [Gemm#has] products for.
public final class BlasSums {
  private static final int ROW_MAJOR = 101;
  private static final int TRANSPOSED = 112;

  private static final Optional<MethodHandle> FLOATS =
      vectors("cblas_saxpy", ValueLayout.JAVA_FLOAT);
  private static final Optional<MethodHandle> DOUBLES =
      vectors("cblas_daxpy", ValueLayout.JAVA_DOUBLE);
  private static final Optional<MethodHandle> FLOAT_ROWS =
      rows("cblas_sgemv", ValueLayout.JAVA_FLOAT);
  private static final Optional<MethodHandle> DOUBLE_ROWS =
      rows("cblas_dgemv", ValueLayout.JAVA_DOUBLE);

  private BlasSums() {}

  /// Adds numbers to others.
  ///
  /// @param dtype of all
  /// @param count how many
  /// @param from address of the first
  /// @param to address of the first that it is added to
  public static void add(DType dtype, int count, long from, long to) {
    try {
      if (dtype == DType.FLOAT32) {
        FLOATS.orElseThrow().invokeExact(count, 1f, from, 1, to, 1);
      } else {
        DOUBLES.orElseThrow().invokeExact(count, 1.0, from, 1, to, 1);
      }
    } catch (Throwable e) {
      throw new IllegalStateException("calling OpenBLAS's axpy failed", e);
    }
  }

  /// Computes `to <- sum over rows of weight * row`.
  ///
  /// @param dtype of all
  /// @param rows how many
  /// @param columns of each
  /// @param from address of the first row
  /// @param stride numbers from row to row
  /// @param weights address of one for each row
  /// @param to address of the first column's sum
  public static void sumRows(
      DType dtype, int rows, int columns, long from, int stride, long weights, long to) {
    try {
      if (dtype == DType.FLOAT32) {
        FLOAT_ROWS
            .orElseThrow()
            .invokeExact(
                ROW_MAJOR, TRANSPOSED, rows, columns, 1f, from, stride, weights, 1, 0f, to, 1);
      } else {
        DOUBLE_ROWS
            .orElseThrow()
            .invokeExact(
                ROW_MAJOR, TRANSPOSED, rows, columns, 1.0, from, stride, weights, 1, 0.0, to, 1);
      }
    } catch (Throwable e) {
      throw new IllegalStateException("calling OpenBLAS's gemv failed", e);
    }
  }

  private static Optional<MethodHandle> vectors(String name, ValueLayout number) {
    ValueLayout whole = ValueLayout.JAVA_INT;
    ValueLayout address = ValueLayout.JAVA_LONG;
    return BlasFunctions.find(name, whole, number, address, whole, address, whole);
  }

  private static Optional<MethodHandle> rows(String name, ValueLayout number) {
    ValueLayout whole = ValueLayout.JAVA_INT;
    ValueLayout address = ValueLayout.JAVA_LONG;
    return BlasFunctions.find(
        name, whole, whole, whole, whole, number, address, whole, address, whole, number, address,
        whole);
  }
}
