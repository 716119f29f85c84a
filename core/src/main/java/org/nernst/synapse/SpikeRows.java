package org.nernst.synapse;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// The entries that aren't zero of a matrix, row by row (compressed sparse rows): where each row's
/// entries begin, their columns, and their values unless all are 1.
///
/// Filled again and again without allocating, once it has grown. Rows are written in order: [#add]
/// for each entry, columns ascending, then [#endRow].
public final class SpikeRows {
  private static final ThreadLocal<@Nullable SpikeRows> OF_THREAD = new ThreadLocal<>();

  private int width;
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

  /// {@return rows of the calling thread, to be filled; the same at each call}
  static SpikeRows ofThread(int width) {
    SpikeRows own = OF_THREAD.get();
    if (own == null) {
      own = new SpikeRows(width);
      OF_THREAD.set(own);
    }
    own.clear();
    own.width = width;
    return own;
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

  /// {@return the columns, with room for so many more entries of the row being written; valid until
  /// the next call}
  int[] reserve(int more) {
    if (count + more > indices.length) {
      grow(count + more);
    }
    return indices;
  }

  /// {@return the values, as many as there are columns; those so far are 1 if there were none}
  double[] reserveValues() {
    if (!weighted) {
      startValues();
    }
    return values();
  }

  /// Makes entries of the row being written 1, if there are values at all.
  void fillOnes(int begin, int end) {
    if (weighted) {
      Arrays.fill(values(), begin, end, 1);
    }
  }

  /// Ends the row being written, whose entries the caller has put into the arrays.
  ///
  /// @param end of its entries
  void endRow(int end) {
    count = end;
    endRow();
  }

  /// Replaces what `to` holds by the transpose of some rows: its row `k` lists the rows, counted
  /// from the first one, that have an entry in column `k`.
  ///
  /// @param first of the rows
  /// @param last behind the last of them
  /// @param to at least as wide as there are rows
  void columns(int first, int last, SpikeRows to) {
    int begin = starts[first];
    int end = starts[last];
    // counted two places on and summed up, they say where a column's entries begin one place on,
    // and where they end once all are written
    int[] places = to.beginColumns(width);
    for (int p = begin; p < end; p++) {
      places[indices[p] + 2]++;
    }
    int[] rowsOf = to.placeColumns();
    double[] from = weighted ? values() : null;
    double[] numbers = from == null ? null : to.reserveValues();
    for (int r = first; r < last; r++) {
      int rowEnd = starts[r + 1];
      for (int p = starts[r]; p < rowEnd; p++) {
        int at = places[indices[p] + 1]++;
        rowsOf[at] = r - first;
        if (from != null && numbers != null) {
          numbers[at] = from[p];
        }
      }
    }
  }

  /// Forgets all rows and begins a transpose with so many rows.
  ///
  /// @return a count for each row, all 0, that of row `k` at `k + 2`
  private int[] beginColumns(int columns) {
    clear();
    rows = columns;
    if (starts.length < columns + 2) {
      starts = new int[columns + 2];
    }
    Arrays.fill(starts, 0, columns + 2, 0);
    return starts;
  }

  /// Sums the counts up.
  ///
  /// @return room for all entries
  private int[] placeColumns() {
    for (int k = 2; k < rows + 2; k++) {
      starts[k] += starts[k - 1];
    }
    count = starts[rows + 1];
    if (count > indices.length) {
      indices = new int[count];
    }
    return indices;
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
