package org.nernst.synapse;

/// Finds the numbers of a row that aren't zero.
interface SpikeScan {
  /// Writes a bit for each number, 1 where it isn't zero, as [org.nernst.tensor.SpikeBits] has
  /// them.
  ///
  /// @param from address of the row
  /// @param count numbers of the row
  /// @param to address of the words
  /// @return 0 if all numbers are 0 or 1
  long scan(long from, int count, long to);
}
