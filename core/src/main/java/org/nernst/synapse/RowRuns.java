package org.nernst.synapse;

/// Some rows of a matrix in ascending order: runs of neighbours, equally long and equally far from
/// each other. In a raster (time, batch, width) some steps of a part of the batch are such runs, in
/// one (batch, time, width) too.
///
/// @param first row of the first run
/// @param length of a run, at least 1
/// @param stride rows from the beginning of a run to that of the next
/// @param runs how many there are
public record RowRuns(long first, int length, long stride, int runs) {
  /// How many rows there are.
  public int count() {
    return Math.multiplyExact(length, runs);
  }

  /// {@return the first row of a run}
  long begin(int run) {
    return first + run * stride;
  }
}
