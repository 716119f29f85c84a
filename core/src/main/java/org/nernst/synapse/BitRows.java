package org.nernst.synapse;

import org.jspecify.annotations.Nullable;
import org.nernst.memory.Memory;
import org.nernst.tensor.SpikeBits;

/// Reads rows of bits that say which numbers of a matrix aren't zero. The caller keeps the memory.
///
/// @param address of the first row's words, laid out as [SpikeBits] says
/// @param width numbers of a row
record BitRows(long address, int width) {
  private static final int AT_ONCE = 4;

  /// The numbers themselves.
  @FunctionalInterface
  interface Values {
    /// @param nth of the row's numbers that aren't zero it is, from 0
    double get(long row, int column, int nth);
  }

  /// Address of a row's words.
  long word(long row) {
    return address + row * SpikeBits.wordsPerRow(width) * Long.BYTES;
  }

  /// Lists a row.
  ///
  /// @param values null if all are 1
  void append(long row, SpikeRows to, @Nullable Values values) {
    int begin = to.count();
    int[] indices = to.reserve(width + 2 * AT_ONCE);
    int at = begin;
    long word = word(row);
    for (int base = 0; base < width; base += Long.SIZE) {
      long rest = Memory.getLong(word);
      int count = Long.bitCount(rest);
      rest = atOnce(rest, base, indices, at);
      if (count > AT_ONCE) {
        rest = atOnce(rest, base, indices, at + AT_ONCE);
        for (int p = at + 2 * AT_ONCE; p < at + count; p++) {
          indices[p] = base + Long.numberOfTrailingZeros(rest);
          rest &= rest - 1;
        }
      }
      at += count;
      word += Long.BYTES;
    }
    if (values != null) {
      double[] own = to.reserveValues();
      for (int p = begin; p < at; p++) {
        own[p] = values.get(row, indices[p], p - begin);
      }
    } else {
      to.fillOnes(begin, at);
    }
    to.endRow(at);
  }

  /// Lists the next bits of a word, whether there are that many or not: what is too much is
  /// overwritten by what follows. A loop would end where no processor foresees it.
  ///
  /// @return the other bits
  private static long atOnce(long bits, int base, int[] indices, int at) {
    long rest = bits;
    for (int k = 0; k < AT_ONCE; k++) {
      indices[at + k] = base + Long.numberOfTrailingZeros(rest);
      rest &= rest - 1;
    }
    return rest;
  }
}
