package org.nernst.synapse;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.nernst.engine.Memory;
import org.nernst.tensor.SpikeBits;

/// The entries that aren't zero of a matrix, row by row (compressed sparse rows): where each row's
/// entries begin, their columns, and their values unless all are 1.
///
/// Filled again and again without allocating, once it has grown. Rows are written in order: [#add]
/// for each entry, columns ascending, then [#endRow].
public final class SpikeRows {
  private final int width;
  int[] starts = new int[2];
  int[] indices = new int[64];

  /// As long as the indices as soon as one isn't 1.
  private double @Nullable [] values;

  private int rows;
  private int count;
  private boolean weighted;

  /// @param width columns of the matrix, at least 1
  public SpikeRows(int width) {
    if (width < 1) {
      throw new IllegalArgumentException("expected a width >= 1, got " + width);
    }
    this.width = width;
  }

  /// Forgets all rows.
  public void clear() {
    rows = 0;
    count = 0;
    weighted = false;
  }

  /// Adds an entry of 1 to the row being written.
  ///
  /// @param column after those of the row so far
  /// @throws IllegalArgumentException if there is no such column or it isn't after the last one
  public void add(int column) {
    add(column, 1);
  }

  /// Adds an entry to the row being written.
  ///
  /// @param column after those of the row so far
  /// @param value any number; a NaN makes the whole result NaN, as in a product of matrices
  /// @throws IllegalArgumentException if there is no such column or it isn't after the last one
  public void add(int column, double value) {
    int before = count > starts[rows] ? indices[count - 1] : -1;
    if (column <= before || column >= width) {
      throw new IllegalArgumentException(
          "row %d: expected a column above %d and below %d, got %d"
              .formatted(rows, before, width, column));
    }
    append(column, value);
  }

  /// As [#add(int, double)], for columns that are known to be right.
  void append(int column, double value) {
    if (count == indices.length) {
      grow(count + 1);
    }
    indices[count] = column;
    if (value != 1 && !weighted) {
      startValues();
    }
    if (weighted) {
      values()[count] = value;
    }
    count++;
  }

  /// Ends the row being written.
  public void endRow() {
    rows++;
    if (rows == starts.length) {
      starts = Arrays.copyOf(starts, 2 * rows);
    }
    starts[rows] = count;
  }

  /// Adds a row of a raster.
  ///
  /// @param bits where it isn't zero
  /// @param row of the raster
  /// @param raster its numbers, null if all that aren't zero are 1
  void addRow(SpikeBits bits, long row, @Nullable Raster raster) {
    if (count + width > indices.length) {
      grow(count + width);
    }
    int at = count;
    long word = bits.address() + row * bits.wordsPerRow() * Long.BYTES;
    for (int base = 0; base < width; base += Long.SIZE) {
      for (long rest = Memory.getLong(word); rest != 0; rest &= rest - 1) {
        indices[at++] = base + Long.numberOfTrailingZeros(rest);
      }
      word += Long.BYTES;
    }
    if (raster != null) {
      if (!weighted) {
        startValues();
      }
      double[] own = values();
      for (int p = count; p < at; p++) {
        own[p] = raster.get(row, indices[p]);
      }
    }
    count = at;
    endRow();
  }

  /// Makes this the transpose of some rows of a raster: row `k` lists the rows, counted from the
  /// first one, in which column `k` isn't zero.
  ///
  /// @param bits where the raster isn't zero
  /// @param first of the rows
  /// @param last behind the last of them, at most [#width] after the first
  /// @param raster its numbers, null if all that aren't zero are 1
  void transpose(SpikeBits bits, long first, long last, @Nullable Raster raster) {
    clear();
    rows = bits.width();
    if (starts.length < rows + 2) {
      starts = new int[rows + 2];
    }
    Arrays.fill(starts, 0, rows + 2, 0);
    // counted two places on and summed up, they say where a column's entries begin one place on,
    // and where they end once all are written
    int words = bits.wordsPerRow();
    for (long r = first; r < last; r++) {
      long word = bits.address() + r * words * Long.BYTES;
      for (int base = 2; base < rows + 2; base += Long.SIZE) {
        for (long rest = Memory.getLong(word); rest != 0; rest &= rest - 1) {
          starts[base + Long.numberOfTrailingZeros(rest)]++;
        }
        word += Long.BYTES;
      }
    }
    for (int k = 2; k < rows + 2; k++) {
      starts[k] += starts[k - 1];
    }
    count = starts[rows + 1];
    if (count > indices.length) {
      indices = new int[count];
    }
    if (raster != null) {
      startValues();
    }
    for (long r = first; r < last; r++) {
      long word = bits.address() + r * words * Long.BYTES;
      for (int base = 1; base < rows + 1; base += Long.SIZE) {
        for (long rest = Memory.getLong(word); rest != 0; rest &= rest - 1) {
          int column = base + Long.numberOfTrailingZeros(rest);
          int at = starts[column]++;
          indices[at] = (int) (r - first);
          if (raster != null) {
            values()[at] = raster.get(r, column - 1);
          }
        }
        word += Long.BYTES;
      }
    }
  }

  private void startValues() {
    if (values == null || values.length < indices.length) {
      values = new double[indices.length];
    }
    Arrays.fill(values, 0, count, 1);
    weighted = true;
  }

  private void grow(int needed) {
    int size = Math.max(needed, 2 * indices.length);
    indices = Arrays.copyOf(indices, size);
    if (weighted) {
      values = Arrays.copyOf(values(), size);
    }
  }

  /// Columns of the matrix.
  public int width() {
    return width;
  }

  /// Rows that were ended.
  public int rows() {
    return rows;
  }

  /// Entries of all rows.
  public int count() {
    return count;
  }

  /// Whether there are values other than 1.
  boolean isWeighted() {
    return weighted;
  }

  /// Values of all entries, if there are others than 1.
  double[] values() {
    double[] own = values;
    if (own == null) {
      throw new IllegalStateException("all entries are 1");
    }
    return own;
  }
}
