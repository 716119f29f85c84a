package org.nernst.synapse;

import java.util.stream.IntStream;
import org.nernst.memory.Memory;
import org.nernst.tensor.DType;

/// How the columns of a matrix fall into tiles, each as wide as a kernel's registers hold sums, and
/// as equal as whole vectors allow. A packed matrix holds tile after tile, in it row after row, the
/// last vector filled up with zeros.
final class Tiles {
  /// Rows and columns of a block of a transposition, which fits a first-level cache.
  private static final int BLOCK = 16;

  /// Most rows that are all summed.
  static final int MOST_ROWS = 1024;

  private static final int[] ALL = IntStream.range(0, MOST_ROWS).toArray();

  private final DType dtype;
  private final int size;
  private final int columns;
  private final int lanes;
  private final int vectors;
  private final int count;
  private final RowKernel[] kernels;

  /// For results with room for whole vectors.
  private final RowKernel[] paddedKernels;

  Tiles(RowKernels kernels, DType dtype, int columns) {
    this.dtype = dtype;
    this.columns = columns;
    size = dtype.byteSize();
    lanes = kernels.lanes(dtype);
    vectors = Math.ceilDiv(columns, lanes);
    count = Math.ceilDiv(vectors, RowKernels.MOST_VECTORS);
    this.kernels = new RowKernel[count];
    paddedKernels = new RowKernel[count];
    for (int t = 0; t < count; t++) {
      int own = firstVector(t + 1) - firstVector(t);
      this.kernels[t] = kernels.of(dtype, own, t == count - 1 && columns % lanes != 0);
      paddedKernels[t] = kernels.of(dtype, own, false);
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

  private int columns(int tile) {
    return Math.min(width(tile), columns - first(tile));
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
    long rowBytes = (long) width(tile) * size;
    sum(kernels[tile], x, first, last, rows, rowBytes, from, fromBytes, to, toBytes);
  }

  /// As [#sum], with room in `from` and `to` for whole vectors, and with rows that may lie apart.
  ///
  /// @param rowBytes from row to row
  void sumPadded(
      int tile,
      SpikeRows x,
      int first,
      int last,
      long rows,
      long rowBytes,
      long from,
      long fromBytes,
      long to,
      long toBytes) {
    sum(paddedKernels[tile], x, first, last, rows, rowBytes, from, fromBytes, to, toBytes);
  }

  /// Sums all rows of one packed tile.
  ///
  /// @param count of the rows, at most [#MOST_ROWS]
  /// @param rows address of the first
  /// @param rowBytes from row to row
  /// @param from address of what the sum starts from, with room for whole vectors
  /// @param to address of the result, likewise
  void sumAll(int tile, int count, long rows, long rowBytes, long from, long to) {
    paddedKernels[tile].one(ALL, 0, count, rows, rowBytes, from, to, 0);
  }

  private void sum(
      RowKernel kernel,
      SpikeRows x,
      int first,
      int last,
      long rows,
      long rowBytes,
      long from,
      long fromBytes,
      long to,
      long toBytes) {
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

  /// Packs one tile of a matrix.
  ///
  /// @param from address of the matrix's first number
  /// @param rowBytes from row to row
  /// @param columnBytes from column to column
  /// @param rows how many
  /// @param to address of room for `rows * width(tile)` numbers
  void pack(int tile, long from, long rowBytes, long columnBytes, int rows, long to) {
    long source = from + first(tile) * columnBytes;
    int own = columns(tile);
    long toBytes = (long) width(tile) * size;
    if (columnBytes == size) {
      for (int r = 0; r < rows; r++) {
        Memory.copy(source + r * rowBytes, to + r * toBytes, (long) own * size);
      }
    } else {
      for (int r = 0; r < rows; r += BLOCK) {
        for (int c = 0; c < own; c += BLOCK) {
          move(
              source + r * rowBytes + c * columnBytes,
              rowBytes,
              columnBytes,
              to + r * toBytes + (long) c * size,
              toBytes,
              size,
              Math.min(BLOCK, rows - r),
              Math.min(BLOCK, own - c));
        }
      }
    }
    int missing = width(tile) - own;
    for (int r = 0; missing > 0 && r < rows; r++) {
      Memory.zero(to + r * toBytes + (long) own * size, (long) missing * size);
    }
  }

  /// Writes a packed tile as columns of a matrix that lies turned: a row for each column.
  ///
  /// @param from address of the tile
  /// @param rows of the tile
  /// @param to address of the matrix's first number
  /// @param columnBytes from column to column
  void unpack(int tile, long from, int rows, long to, long columnBytes) {
    long fromBytes = (long) width(tile) * size;
    long target = to + first(tile) * columnBytes;
    int own = columns(tile);
    for (int c = 0; c < own; c += BLOCK) {
      for (int r = 0; r < rows; r += BLOCK) {
        move(
            from + r * fromBytes + (long) c * size,
            fromBytes,
            size,
            target + c * columnBytes + (long) r * size,
            size,
            columnBytes,
            Math.min(BLOCK, rows - r),
            Math.min(BLOCK, own - c));
      }
    }
  }

  /// Copies a block of rows and columns between two ways in which they lie.
  private void move(
      long from,
      long fromRow,
      long fromColumn,
      long to,
      long toRow,
      long toColumn,
      int rows,
      int columns) {
    for (int c = 0; c < columns; c++) {
      long source = from + c * fromColumn;
      long target = to + c * toColumn;
      if (dtype == DType.FLOAT32) {
        for (int r = 0; r < rows; r++) {
          Memory.setFloat(Memory.getFloat(source + r * fromRow), target + r * toRow);
        }
      } else {
        for (int r = 0; r < rows; r++) {
          Memory.setDouble(Memory.getDouble(source + r * fromRow), target + r * toRow);
        }
      }
    }
  }
}
