package org.nernst.synapse;

/// Sums chosen rows of a matrix, over a tile of neighbouring columns whose sums stay in registers:
/// `to = from + sum over p of values[p] * rows[indices[p]]`, in the order of the indices.
///
/// Products are rounded before they are added, and a value of 1 changes no bit, so the forms with
/// and without values give the same numbers. Addresses are trusted. Matrix rows are read in whole
/// vectors, past the tile's end too; `from` and `to` only within it.
interface RowKernel {
  /// One sum of rows with value 1.
  ///
  /// @param indices of rows
  /// @param begin first of the indices
  /// @param end behind the last
  /// @param rows address of the tile's first column in row 0
  /// @param rowBytes from row to row
  /// @param from address of what the sum starts from
  /// @param to address of the result, may be `from`
  /// @param lanes numbers in the last vector, if the tile has an incomplete one
  void one(
      int[] indices, int begin, int end, long rows, long rowBytes, long from, long to, int lanes);

  /// As [#one], each row times a value.
  ///
  /// @param values of the rows, as long as the indices
  void oneWeighted(
      int[] indices,
      double[] values,
      int begin,
      int end,
      long rows,
      long rowBytes,
      long from,
      long to,
      int lanes);

  /// Sums for several vectors: vector `i` has the indices from `starts[i]` to before `starts[i+1]`.
  ///
  /// @param starts where each vector's indices begin
  /// @param first of the vectors
  /// @param last behind the last of them
  /// @param from of vector `first`
  /// @param fromBytes from vector to vector, 0 if all start from the same
  /// @param to of vector `first`
  /// @param toBytes from vector to vector
  void many(
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
      int lanes);

  /// As [#many], each row times a value.
  void manyWeighted(
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
      int lanes);
}
