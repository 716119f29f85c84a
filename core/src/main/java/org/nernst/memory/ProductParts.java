package org.nernst.memory;

/// How a product of matrices is cut into parts, which follows from its sizes alone.
///
/// BLAS brings both operands into another order before it multiplies. Parts of the result each do
/// so with the operand that they share, so they must be large along what is cut; where the result
/// is small and the inner size isn't, as in a weight's gradient, parts of the inner size give sums
/// that are added up.
///
/// @param axis what is cut
/// @param size of the axis
/// @param each size of a part, of the last one at most
record ProductParts(Axis axis, int size, int each) {
  /// What can be cut.
  enum Axis {
    ROWS,
    COLUMNS,
    INNER
  }

  /// Multiplications of one part, some tens of microseconds.
  private static final long PART_WORK = 1 << 22;

  /// From this size on a part spends a few percent of its time on the other operand's order.
  private static final int GOOD_SIZE = 768;

  /// Small products are cut into a few parts of this size rather than left to one thread.
  private static final int LEAST_SIZE = 128;

  private static final int FEW_PARTS = 4;
  private static final int MOST_PARTS = 64;

  /// Bytes of sums that wait to be added up.
  private static final long SUM_BYTES = 8 << 20;

  /// Multiplications that take as long as bringing one number into another order, or as writing a
  /// sum and adding it up.
  private static final int ORDERING_WORK = 32;

  private static final int SUMMING_WORK = 64;

  /// Threads that axes are compared for. With more, an axis of two parts may have been the choice.
  private static final int THREADS = 2;

  /// A vector register's worth for all dtypes.
  private static final int LANES = 16;

  /// {@return the parts of a product of (rows, inner) and (inner, columns)}
  ///
  /// @param numberBytes size of a number
  static ProductParts of(int rows, int columns, int inner, int numberBytes) {
    long work = (long) rows * columns * inner;
    long ofResult = (long) rows * columns;
    ProductParts byRows = cut(Axis.ROWS, rows, work, MOST_PARTS);
    ProductParts byColumns = cut(Axis.COLUMNS, columns, work, MOST_PARTS);
    ProductParts byInner = cut(Axis.INNER, inner, work, SUM_BYTES / (ofResult * numberBytes));
    double time = byRows.time(work, ORDERING_WORK * (long) inner * columns);
    ProductParts best = byRows;
    double other = byColumns.time(work, ORDERING_WORK * (long) rows * inner);
    if (other < time) {
      best = byColumns;
      time = other;
    }
    return byInner.time(work, SUMMING_WORK * ofResult) < time ? byInner : best;
  }

  private static ProductParts cut(Axis axis, int size, long work, long most) {
    int good = Math.max(size / GOOD_SIZE, Math.min(size / LEAST_SIZE, FEW_PARTS));
    long parts = Math.clamp(Math.min(work / PART_WORK, most), 1, Math.clamp(good, 1, MOST_PARTS));
    int even = Math.ceilDiv(size, (int) Long.highestOneBit(parts));
    return new ProductParts(axis, size, Math.ceilDiv(even, LANES) * LANES);
  }

  /// What the parts take, in multiplications.
  ///
  /// @param more what each part does beside its share
  private double time(long work, long more) {
    return (work + (double) more * count()) / Math.min(count(), THREADS);
  }

  /// {@return how many parts there are}
  int count() {
    return Math.ceilDiv(size, each);
  }

  /// {@return where a part begins along the axis}
  int first(int part) {
    return part * each;
  }

  /// {@return how long a part is along the axis}
  int length(int part) {
    return Math.min(each, size - first(part));
  }
}
