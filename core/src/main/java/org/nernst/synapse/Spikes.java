package org.nernst.synapse;

import org.jspecify.annotations.Nullable;
import org.nernst.tensor.Tensor;

/// The entries that aren't zero of a matrix, read row by row or column by column.
interface Spikes {
  /// Rows of the matrix.
  long rows();

  /// Columns of the matrix.
  int width();

  /// Entries that aren't zero.
  long count();

  /// Their share, 0 to 1.
  default double density() {
    return rows() == 0 ? 0 : (double) count() / ((double) rows() * width());
  }

  /// What a node of libtorch's graph has to save in order to read them in its backward, null for
  /// nothing.
  default @Nullable Tensor words() {
    return null;
  }

  /// Adds some rows to what `to` holds.
  ///
  /// @param first of the rows
  /// @param last behind the last of them
  /// @param to of the same width
  void append(long first, long last, SpikeRows to);

  /// Replaces what `to` holds by some rows.
  ///
  /// @param first of the rows
  /// @param last behind the last of them
  /// @param to of the same width
  default void rows(long first, long last, SpikeRows to) {
    to.clear();
    append(first, last, to);
  }

  /// Replaces what `to` holds by the transpose of some rows: its row `k` lists the rows, counted
  /// from the first one, in which column `k` isn't zero.
  ///
  /// @param first of the rows
  /// @param last behind the last of them
  /// @param to at least as wide as there are rows
  default void columns(long first, long last, SpikeRows to) {
    SpikeRows own = SpikeRows.ofThread(width());
    rows(first, last, own);
    own.columns(0, own.rows(), to);
  }
}
