package org.nernst.memory;

import java.lang.ref.Reference;
import org.jspecify.annotations.Nullable;
import org.nernst.tensor.DType;
import org.nernst.tensor.Device;
import org.nernst.tensor.FlushedDenormals;
import org.nernst.tensor.Gemm;
import org.nernst.tensor.Tensor;

/// Products of matrices on the kernels' threads, of which each computes a part of the result.
///
/// What the parts are depends on the matrices' sizes alone, so no bit depends on the number of
/// threads. Nothing is recorded.
public final class Products {
  /// Multiplications of one part, some tens of microseconds.
  private static final long PART_WORK = 1 << 22;

  /// Fewest rows or columns of a part: the other operand is brought into another order for each.
  private static final int LEAST_SIZE = 128;

  private static final int MOST_PARTS = 256;

  /// Up to which size a matrix is narrow.
  private static final int FEW = 32;

  /// A vector register's worth for all dtypes.
  private static final int LANES = 16;

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
    int size = dtype.byteSize();
    int rows = Math.toIntExact(a.size(0));
    int columns = Math.toIntExact(b.size(1));
    int inner = Math.toIntExact(a.size(1));
    Tensor denseA = withNeighbours(a);
    Tensor denseB = withNeighbours(b);
    Gemm.Matrix left = matrix(denseA);
    Gemm.Matrix right = matrix(denseB);
    Tensor result = Tensor.emptyPooled(dtype, rows, columns);
    Gemm.Matrix to = new Gemm.Matrix(result.address(), columns, false);
    long biases = bias == null ? 0 : bias.address();
    boolean byRows = rows >= columns;
    int all = byRows ? rows : columns;
    int each = partSize(all, (long) rows * columns * inner);
    int parts = Math.ceilDiv(all, each);
    try (var _ = Gemm.alone()) {
      KernelPool.run(
          parts,
          parts > 1,
          part -> {
            int first = part * each;
            int count = Math.min(each, all - first);
            if (byRows) {
              Gemm.Matrix own = to.from((long) first * columns, size);
              spread(biases, own, count, columns, size);
              multiply(
                  dtype,
                  count,
                  columns,
                  inner,
                  rowsFrom(left, first, size),
                  right,
                  biases == 0 ? 0 : 1,
                  own);
            } else {
              Gemm.Matrix own = to.from(first, size);
              spread(biases == 0 ? 0 : biases + (long) first * size, own, rows, count, size);
              multiply(
                  dtype,
                  rows,
                  count,
                  inner,
                  left,
                  right.from(right.transposed() ? (long) first * right.stride() : first, size),
                  biases == 0 ? 0 : 1,
                  own);
            }
          });
    } finally {
      Reference.reachabilityFence(denseA);
      Reference.reachabilityFence(denseB);
      Reference.reachabilityFence(bias);
    }
    return result;
  }

  /// Computes a part: where one of the sizes is small, in slices for kernels that read matrices as
  /// they lie. A single product would first copy the large matrix, which takes longer than the
  /// sums.
  private static void multiply(
      DType dtype,
      int rows,
      int columns,
      int inner,
      Gemm.Matrix a,
      Gemm.Matrix b,
      int beta,
      Gemm.Matrix to) {
    int size = dtype.byteSize();
    boolean byRows = Math.min(columns, inner) <= FEW && rows > FEW;
    boolean byInner = !byRows && rows <= FEW && inner > FEW;
    int slice =
        byRows
            ? Gemm.smallRows(columns, inner, b.transposed())
            : byInner ? Gemm.smallInner(rows, columns) : 0;
    if (slice == 0) {
      Gemm.multiply(dtype, rows, columns, inner, a, b, beta, to);
      return;
    }
    int all = byRows ? rows : inner;
    for (int first = 0; first < all; first += slice) {
      int now = Math.min(slice, all - first);
      if (byRows) {
        Gemm.Matrix own = to.from((long) first * to.stride(), size);
        Gemm.multiply(dtype, now, columns, inner, rowsFrom(a, first, size), b, beta, own);
      } else {
        Gemm.Matrix left = a.from(a.transposed() ? (long) first * a.stride() : first, size);
        Gemm.multiply(
            dtype, rows, columns, now, left, rowsFrom(b, first, size), first == 0 ? beta : 1, to);
      }
    }
  }

  private static Gemm.Matrix rowsFrom(Gemm.Matrix matrix, int first, int size) {
    return matrix.from(matrix.transposed() ? first : (long) first * matrix.stride(), size);
  }

  /// Rows or columns of a part.
  private static int partSize(int all, long work) {
    long most = Math.clamp(all / LEAST_SIZE, 1, MOST_PARTS);
    long parts = Math.clamp(Long.highestOneBit(work / PART_WORK), 1, most);
    return Math.ceilDiv(Math.toIntExact(Math.ceilDiv(all, parts)), LANES) * LANES;
  }

  /// Writes the biases into each row of a part, to which the product is then added.
  private static void spread(long biases, Gemm.Matrix to, int rows, int columns, int size) {
    for (int row = 0; biases != 0 && row < rows; row++) {
      Memory.copy(biases, to.address() + (long) row * to.stride() * size, (long) columns * size);
    }
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
