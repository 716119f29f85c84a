package org.nernst.memory;

import java.lang.ref.Reference;
import org.jspecify.annotations.Nullable;
import org.nernst.tensor.DType;
import org.nernst.tensor.Device;
import org.nernst.tensor.FlushedDenormals;
import org.nernst.tensor.Gemm;
import org.nernst.tensor.KernelPool;
import org.nernst.tensor.Scope;
import org.nernst.tensor.Tensor;

/// Products of matrices on the kernels' threads, of which each computes a part of the result.
///
/// What the parts are depends on the matrices' sizes alone, so no bit depends on the number of
/// threads. Nothing is recorded.
public final class Products {
  private Products() {}

  /// Computes `a b`, with denormal numbers taken as zero: surrogates that fall off exponentially
  /// leave gradients that only slow a product down.
  ///
  /// @param a (rows, inner)
  /// @param b (inner, columns)
  /// @return (rows, columns)
  public static Tensor multiply(Tensor a, Tensor b) {
    if (!areOurs(a, b)) {
      try (var _ = FlushedDenormals.open()) {
        return a.matmul(b);
      }
    }
    return product(a, b, null);
  }

  /// Computes `x w^T + bias`.
  ///
  /// @param x (rows, in)
  /// @param w (out, in), for which there are such products
  /// @param bias (out), or null
  /// @return (rows, out)
  public static Tensor linear(Tensor x, Tensor w, @Nullable Tensor bias) {
    return product(x, w.t(), bias == null ? null : bias.contiguous());
  }

  /// {@return whether products of such matrices are computed here, not by libtorch}
  ///
  /// @param a a matrix
  /// @param b a matrix
  public static boolean areOurs(Tensor a, Tensor b) {
    return Gemm.has(a.dtype())
        && a.dtype() == b.dtype()
        && a.device().equals(Device.CPU)
        && b.device().equals(Device.CPU)
        && a.numel() > 0
        && b.numel() > 0
        && Math.max(a.numel(), b.numel()) <= Integer.MAX_VALUE;
  }

  private static Tensor product(Tensor a, Tensor b, @Nullable Tensor bias) {
    DType dtype = a.dtype();
    int rows = Math.toIntExact(a.size(0));
    int columns = Math.toIntExact(b.size(1));
    int inner = Math.toIntExact(a.size(1));
    Tensor denseA = withNeighbours(a);
    Tensor denseB = withNeighbours(b);
    Tensor result = Tensor.emptyPooled(dtype, rows, columns);
    ProductParts parts = ProductParts.of(rows, columns, inner, dtype.byteSize());
    Product product =
        new Product(
            dtype,
            rows,
            columns,
            inner,
            matrix(denseA),
            matrix(denseB),
            bias == null ? 0 : bias.address(),
            new Gemm.Matrix(result.address(), columns, false));
    try (var _ = Gemm.alone()) {
      run(product, parts, result);
    } finally {
      Reference.reachabilityFence(denseA);
      Reference.reachabilityFence(denseB);
      Reference.reachabilityFence(bias);
    }
    return result;
  }

  private static void run(Product whole, ProductParts parts, Tensor result) {
    int count = parts.count();
    if (count == 1) {
      KernelPool.run(1, false, _ -> whole.run());
      return;
    }
    if (parts.axis() != ProductParts.Axis.INNER) {
      KernelPool.run(count, true, part -> part(whole, parts, part, 0).run());
      return;
    }
    try (Scope _ = Scope.open()) {
      Tensor sums = Tensor.emptyPooled(whole.dtype(), count - 1L, whole.rows(), whole.columns());
      long address = sums.address();
      KernelPool.run(count, true, part -> part(whole, parts, part, address).run());
      RowSums.add(sums, result);
    }
  }

  private static Product part(Product whole, ProductParts parts, int part, long sums) {
    int first = parts.first(part);
    int length = parts.length(part);
    return switch (parts.axis()) {
      case ROWS -> whole.rows(first, length);
      case COLUMNS -> whole.columns(first, length);
      case INNER -> part == 0 ? whole.inner(0, length) : whole.inner(first, length, sums, part - 1);
    };
  }

  /// {@return the matrix, or a copy of one that has neighbours neither in rows nor in columns}
  private static Tensor withNeighbours(Tensor matrix) {
    long[] strides = matrix.strides();
    boolean known = isStride(strides[0], strides[1], matrix.size(1), matrix.size(0));
    boolean transposed = isStride(strides[1], strides[0], matrix.size(0), matrix.size(1));
    return known || transposed ? matrix : matrix.contiguous();
  }

  /// Whether lines lie one behind the other, each dense.
  private static boolean isStride(long line, long number, long length, long lines) {
    return (number == 1 || length == 1)
        && (line >= length || lines == 1)
        && line <= Integer.MAX_VALUE;
  }

  private static Gemm.Matrix matrix(Tensor matrix) {
    long[] strides = matrix.strides();
    boolean plain = isStride(strides[0], strides[1], matrix.size(1), matrix.size(0));
    long line = plain ? strides[0] : strides[1];
    long length = plain ? matrix.size(1) : matrix.size(0);
    // a single line has any stride, but BLAS wants one that could be
    return new Gemm.Matrix(matrix.address(), (int) Math.max(line, length), !plain);
  }
}
