package org.nernst.tensor;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Optional;
import java.util.Set;

/// OpenBLAS's products of matrices by address, for kernels that cut their work themselves.
public final class Gemm {
  private static final int ROW_MAJOR = 101;
  private static final int PLAIN = 111;
  private static final int TRANSPOSED = 112;
  private static final int LANES = 16;

  /// Cores for which OpenBLAS has kernels that read small matrices as they lie.
  private static final Set<String> SMALL_CORES = Set.of("SkylakeX", "Cooperlake", "SapphireRapids");

  /// Multiplications up to which it takes them.
  private static final int SMALL = 1_000_000;

  /// Numbers of the result up to which it does where b is transposed.
  private static final int SMALL_TRANSPOSED = 1200;

  /// More rows don't gain any more.
  private static final int SMALL_ROWS = 96;

  private static final int SMALL_INNER = 384;
  private static final boolean HAS_SMALL = isSmallCore();

  private static final Optional<MethodHandle> FLOAT = find("cblas_sgemm", ValueLayout.JAVA_FLOAT);
  private static final Optional<MethodHandle> DOUBLE = find("cblas_dgemm", ValueLayout.JAVA_DOUBLE);

  private Gemm() {}

  /// A matrix in memory.
  ///
  /// @param address of its first number
  /// @param stride numbers from row to row, or from column to column if transposed
  /// @param transposed whether the numbers of a column are neighbours, not those of a row
  public record Matrix(long address, int stride, boolean transposed) {
    /// {@return the same from another row or column on}
    ///
    /// @param numbers between the first ones
    /// @param size bytes of one
    public Matrix from(long numbers, int size) {
      return new Matrix(address + numbers * size, stride, transposed);
    }
  }

  /// Whether there are such products of a dtype.
  ///
  /// @param dtype of all matrices
  /// @return whether [#multiply] may be called
  public static boolean has(DType dtype) {
    return switch (dtype) {
      case FLOAT32 -> FLOAT.isPresent();
      case FLOAT64 -> DOUBLE.isPresent();
      default -> false;
    };
  }

  /// Whether the BLAS in use has kernels that read small matrices as they lie.
  static boolean hasSmall() {
    return HAS_SMALL;
  }

  /// {@return how many rows a product may have to be small; 0 where none is}
  ///
  /// @param columns of the result
  /// @param inner rows of b
  /// @param transposed whether b is
  public static int smallRows(int columns, int inner, boolean transposed) {
    long most = Math.min(SMALL_ROWS, SMALL / ((long) columns * inner));
    return small(transposed ? Math.min(most, SMALL_TRANSPOSED / columns) : most);
  }

  /// {@return how many columns of a, rows of b, a product may have to be small; 0 where none is}
  ///
  /// @param rows of the result
  /// @param columns of the result
  public static int smallInner(int rows, int columns) {
    return small(Math.min(SMALL_INNER, SMALL / ((long) rows * columns)));
  }

  private static int small(long most) {
    return HAS_SMALL ? (int) (most / LANES) * LANES : 0;
  }

  /// Keeps each product on the thread that asks for it, until closed: OpenBLAS's own threads wait
  /// for each other within a product and spin meanwhile, for milliseconds where another process has
  /// one of the cores. Products of the whole process, so only to be held for a moment.
  ///
  /// @return ends it when closed; may nest and be held by several threads
  public static Alone alone() {
    BlasThreads.alone(true);
    return new Alone();
  }

  /// Ends it.
  public static final class Alone implements AutoCloseable {
    private Alone() {}

    @Override
    public void close() {
      BlasThreads.alone(false);
    }
  }

  /// Computes `to <- a b + beta to`.
  ///
  /// @param dtype of all matrices, one that there [#has] been found a product for
  /// @param rows of the result
  /// @param columns of the result
  /// @param inner columns of a, rows of b
  /// @param a (rows, inner)
  /// @param b (inner, columns)
  /// @param beta 0 or 1: whether the product is added to what is there
  /// @param to (rows, columns), not transposed
  public static void multiply(
      DType dtype, int rows, int columns, int inner, Matrix a, Matrix b, int beta, Matrix to) {
    int ofA = a.transposed ? TRANSPOSED : PLAIN;
    int ofB = b.transposed ? TRANSPOSED : PLAIN;
    try {
      if (dtype == DType.FLOAT32) {
        FLOAT
            .orElseThrow()
            .invokeExact(
                ROW_MAJOR,
                ofA,
                ofB,
                rows,
                columns,
                inner,
                1f,
                a.address,
                a.stride,
                b.address,
                b.stride,
                (float) beta,
                to.address,
                to.stride);
      } else {
        DOUBLE
            .orElseThrow()
            .invokeExact(
                ROW_MAJOR,
                ofA,
                ofB,
                rows,
                columns,
                inner,
                1.0,
                a.address,
                a.stride,
                b.address,
                b.stride,
                (double) beta,
                to.address,
                to.stride);
      }
    } catch (Throwable e) {
      throw new IllegalStateException("calling OpenBLAS's gemm failed", e);
    }
  }

  private static Optional<MethodHandle> find(String name, ValueLayout number) {
    ValueLayout whole = ValueLayout.JAVA_INT;
    ValueLayout address = ValueLayout.JAVA_LONG;
    return BlasFunctions.find(
        name, whole, whole, whole, whole, whole, whole, number, address, whole, address, whole,
        number, address, whole);
  }

  @SuppressWarnings("restricted")
  private static boolean isSmallCore() {
    NativeSetup.ensure();
    return SymbolLookup.loaderLookup()
        .find("openblas_get_corename")
        .filter(function -> SMALL_CORES.contains(text(function)))
        .isPresent();
  }

  @SuppressWarnings("restricted")
  private static String text(MemorySegment function) {
    MethodHandle handle =
        Linker.nativeLinker().downcallHandle(function, FunctionDescriptor.of(ValueLayout.ADDRESS));
    try {
      return ((MemorySegment) handle.invokeExact()).reinterpret(Integer.MAX_VALUE).getString(0);
    } catch (Throwable e) {
      throw new IllegalStateException("calling openblas_get_corename failed", e);
    }
  }
}
