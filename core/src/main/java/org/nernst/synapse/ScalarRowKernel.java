package org.nernst.synapse;

import org.jspecify.annotations.Nullable;
import org.nernst.memory.Memory;
import org.nernst.tensor.DType;

/// A [RowKernel] for JVMs without the vector module: the same numbers, four columns at a time.
///
/// Single precision is computed in double and rounded after each operation, which gives the bits of
/// single-precision sums and products.
final class ScalarRowKernel implements RowKernel {
  /// Columns of what stands for a vector here.
  static final int LANES = 4;

  private final DType dtype;
  private final boolean single;
  private final int size;
  private final int vectors;
  private final boolean tail;

  /// @param vectors of the tile, [#LANES] columns each
  /// @param tail whether the last one is incomplete
  ScalarRowKernel(DType dtype, int vectors, boolean tail) {
    this.dtype = dtype;
    this.vectors = vectors;
    this.tail = tail;
    single = dtype == DType.FLOAT32;
    size = dtype.byteSize();
  }

  @Override
  public void one(
      int[] indices, int begin, int end, long rows, long rowBytes, long from, long to, int lanes) {
    sum(indices, null, begin, end, rows, rowBytes, from, to, lanes);
  }

  @Override
  public void oneWeighted(
      int[] indices,
      double[] values,
      int begin,
      int end,
      long rows,
      long rowBytes,
      long from,
      long to,
      int lanes) {
    sum(indices, values, begin, end, rows, rowBytes, from, to, lanes);
  }

  @Override
  public void many(
      int[] starts,
      int first,
      int last,
      int[] indices,
      long rows,
      long rowBytes,
      long from,
      long fromBytes,
      long to,
      long toBytes,
      int lanes) {
    for (int i = first; i < last; i++) {
      long n = (long) i - first;
      sum(
          indices,
          null,
          starts[i],
          starts[i + 1],
          rows,
          rowBytes,
          from + n * fromBytes,
          to + n * toBytes,
          lanes);
    }
  }

  @Override
  public void manyWeighted(
      int[] starts,
      int first,
      int last,
      int[] indices,
      double[] values,
      long rows,
      long rowBytes,
      long from,
      long fromBytes,
      long to,
      long toBytes,
      int lanes) {
    for (int i = first; i < last; i++) {
      long n = (long) i - first;
      sum(
          indices,
          values,
          starts[i],
          starts[i + 1],
          rows,
          rowBytes,
          from + n * fromBytes,
          to + n * toBytes,
          lanes);
    }
  }

  private void sum(
      int[] indices,
      double @Nullable [] values,
      int begin,
      int end,
      long rows,
      long rowBytes,
      long from,
      long to,
      int lanes) {
    for (int v = 0; v < vectors; v++) {
      long at = (long) v * LANES * size;
      int count = tail && v == vectors - 1 ? lanes : LANES;
      double a = start(from + at, 0, count);
      double b = start(from + at, 1, count);
      double c = start(from + at, 2, count);
      double d = start(from + at, 3, count);
      for (int p = begin; p < end; p++) {
        long row = rows + indices[p] * rowBytes + at;
        double value = values == null ? 1 : rounded(values[p]);
        a = rounded(a + rounded(value * Memory.get(row, dtype)));
        b = rounded(b + rounded(value * Memory.get(row + size, dtype)));
        c = rounded(c + rounded(value * Memory.get(row + 2L * size, dtype)));
        d = rounded(d + rounded(value * Memory.get(row + 3L * size, dtype)));
      }
      finish(to + at, 0, count, a);
      finish(to + at, 1, count, b);
      finish(to + at, 2, count, c);
      finish(to + at, 3, count, d);
    }
  }

  private double rounded(double x) {
    return single ? (float) x : x;
  }

  private double start(long address, int lane, int count) {
    return lane < count ? Memory.get(address + (long) lane * size, dtype) : 0;
  }

  private void finish(long address, int lane, int count, double sum) {
    if (lane >= count) {
      return;
    }
    if (single) {
      Memory.setFloat((float) sum, address + (long) lane * size);
    } else {
      Memory.setDouble(sum, address + (long) lane * size);
    }
  }
}
