package org.nernst.synapse;

import java.lang.foreign.MemorySegment;
import org.nernst.engine.Memory;
import org.nernst.tensor.DType;

/// How the columns of a matrix fall into tiles, each as wide as a kernel's registers hold sums, and
/// as equal as whole vectors allow. A packed matrix holds tile after tile, in it row after row, the
/// last vector filled up with zeros.
final class Tiles {
  private final DType dtype;
  private final int columns;
  private final int lanes;
  private final int vectors;
  private final int count;
  private final RowKernel[] kernels;

  Tiles(RowKernels kernels, DType dtype, int columns) {
    this.dtype = dtype;
    this.columns = columns;
    lanes = kernels.lanes(dtype);
    vectors = Math.ceilDiv(columns, lanes);
    count = Math.ceilDiv(vectors, RowKernels.MOST_VECTORS);
    this.kernels = new RowKernel[count];
    for (int t = 0; t < count; t++) {
      boolean tail = t == count - 1 && columns % lanes != 0;
      this.kernels[t] = kernels.of(dtype, firstVector(t + 1) - firstVector(t), tail);
    }
  }

  private int firstVector(int tile) {
    return (int) ((long) vectors * tile / count);
  }

  int count() {
    return count;
  }

  RowKernel kernel(int tile) {
    return kernels[tile];
  }

  /// First column.
  int first(int tile) {
    return firstVector(tile) * lanes;
  }

  /// Columns with those that fill up the last vector.
  int width(int tile) {
    return (firstVector(tile + 1) - firstVector(tile)) * lanes;
  }

  /// Columns of all tiles with those that fill up the last vector.
  long padded() {
    return (long) vectors * lanes;
  }

  /// Columns in the last vector, if it is incomplete.
  int tailLanes() {
    return columns % lanes;
  }

  /// Sums rows of one packed tile for some vectors, as [RowKernel#many].
  void sum(
      int tile,
      SpikeRows x,
      int first,
      int last,
      long rows,
      long from,
      long fromBytes,
      long to,
      long toBytes) {
    RowKernel kernel = kernels[tile];
    long rowBytes = width(tile) * (long) dtype.byteSize();
    int tail = tailLanes();
    if (x.isWeighted()) {
      kernel.manyWeighted(
          x.starts,
          first,
          last,
          x.indices,
          x.values(),
          rows,
          rowBytes,
          from,
          fromBytes,
          to,
          toBytes,
          tail);
    } else {
      kernel.many(
          x.starts, first, last, x.indices, rows, rowBytes, from, fromBytes, to, toBytes, tail);
    }
  }

  /// Packs a matrix.
  ///
  /// @param from address of its first number
  /// @param rowBytes from row to row
  /// @param columnBytes from column to column
  /// @param rows how many
  /// @param to room for `rows * padded()` numbers, zero where columns fill up
  void pack(long from, long rowBytes, long columnBytes, int rows, MemorySegment to) {
    int size = dtype.byteSize();
    for (int t = 0; t < count; t++) {
      int width = width(t);
      int own = Math.min(width, columns - first(t));
      long base = to.address() + first(t) * (long) size * rows;
      long source = from + first(t) * columnBytes;
      if (columnBytes == size) {
        for (int r = 0; r < rows; r++) {
          Memory.copy(source + r * rowBytes, base + (long) r * width * size, (long) own * size);
        }
      } else {
        transpose(source, rowBytes, columnBytes, rows, own, base, (long) width * size);
      }
    }
  }

  /// In blocks, so that both sides stay in the cache.
  private void transpose(
      long from, long rowBytes, long columnBytes, int rows, int own, long to, long toBytes) {
    int block = 16;
    boolean single = dtype == DType.FLOAT32;
    for (int r = 0; r < rows; r += block) {
      int end = Math.min(rows, r + block);
      for (int c = 0; c < own; c++) {
        long source = from + c * columnBytes;
        for (int k = r; k < end; k++) {
          if (single) {
            Memory.setFloat(Memory.getFloat(source + k * rowBytes), to + k * toBytes + 4L * c);
          } else {
            Memory.setDouble(Memory.getDouble(source + k * rowBytes), to + k * toBytes + 8L * c);
          }
        }
      }
    }
  }
}
