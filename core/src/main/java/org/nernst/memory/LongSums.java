package org.nernst.memory;

import java.lang.ref.Reference;
import org.nernst.tensor.DType;
import org.nernst.tensor.FlushedDenormals;
import org.nernst.tensor.Gemm;
import org.nernst.tensor.Tensor;

/// Products of matrices that share many rows, `a^T b`, whose result is small, such as the weight
/// gradient of a map to a few outputs.
///
/// OpenBLAS would bring both matrices into another order first, which takes several times as long
/// as the sums. Its kernels for small matrices read them as they lie. The rows are cut where it
/// would cut them itself on one thread, so that the bits are those of a single product.
public final class LongSums {
  /// Rows that OpenBLAS sums at once, on processors where it has kernels for small matrices.
  private static final int AT_ONCE = 448;

  /// Where up to twice as many are left, it halves them, rounded up to such a multiple.
  private static final int LANES = 16;

  private LongSums() {}

  /// Computes `a^T b`. Nothing is recorded unless libtorch's operation is taken.
  ///
  /// @param a (inner, rows)
  /// @param b (inner, columns)
  /// @return (rows, columns)
  public static Tensor multiply(Tensor a, Tensor b) {
    int rows = Math.toIntExact(a.size(1));
    int columns = Math.toIntExact(b.size(1));
    if (!Products.areOurs(a, b)
        || a.dtype() != DType.FLOAT32
        || !Gemm.isSmall(rows, columns, AT_ONCE)) {
      return a.t().matmul(b);
    }
    Tensor denseA = a.contiguous();
    Tensor denseB = b.contiguous();
    Tensor result = Tensor.empty(DType.FLOAT32, rows, columns);
    Gemm.Matrix to = new Gemm.Matrix(result.address(), columns, false);
    int inner = Math.toIntExact(a.size(0));
    boolean whole = Gemm.isSmall(rows, columns, inner);
    try (var _ = Gemm.alone();
        var _ = FlushedDenormals.open()) {
      int now;
      for (int first = 0; first < inner; first += now) {
        now = whole ? inner : next(inner - first);
        Gemm.multiply(
            DType.FLOAT32,
            rows,
            columns,
            now,
            new Gemm.Matrix(denseA.address() + (long) first * rows * Float.BYTES, rows, true),
            new Gemm.Matrix(
                denseB.address() + (long) first * columns * Float.BYTES, columns, false),
            first == 0 ? 0 : 1,
            to);
      }
    } finally {
      Reference.reachabilityFence(denseA);
      Reference.reachabilityFence(denseB);
    }
    return result;
  }

  private static int next(int left) {
    if (left >= 2 * AT_ONCE) {
      return AT_ONCE;
    }
    return left > AT_ONCE ? Math.ceilDiv(left / 2, LANES) * LANES : left;
  }
}
