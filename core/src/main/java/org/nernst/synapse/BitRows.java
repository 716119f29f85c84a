package org.nernst.synapse;

import org.jspecify.annotations.Nullable;
import org.nernst.memory.Memory;
import org.nernst.tensor.SpikeBits;

/// Reads rows of bits that say which numbers of a matrix aren't zero. The caller keeps the memory.
///
/// @param address of the first row's words, laid out as [SpikeBits] says
/// @param width numbers of a row
record BitRows(long address, int width) {
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
    int[] indices = to.reserve(width);
    int at = begin;
    long word = word(row);
    for (int base = 0; base < width; base += Long.SIZE) {
      for (long rest = Memory.getLong(word); rest != 0; rest &= rest - 1) {
        indices[at++] = base + Long.numberOfTrailingZeros(rest);
      }
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

  /// Lists columns, as [Spikes#columns].
  ///
  /// @param values null if all are 1
  void columns(long first, long last, SpikeRows to, @Nullable Values values) {
    // counted two places on and summed up, they say where a column's entries begin one place on,
    // and where they end once all are written
    int[] starts = to.beginColumns(width);
    for (long r = first; r < last; r++) {
      long word = word(r);
      for (int base = 2; base < width + 2; base += Long.SIZE) {
        for (long rest = Memory.getLong(word); rest != 0; rest &= rest - 1) {
          starts[base + Long.numberOfTrailingZeros(rest)]++;
        }
        word += Long.BYTES;
      }
    }
    int[] indices = to.placeColumns();
    double[] numbers = values == null ? null : to.reserveValues();
    for (long r = first; r < last; r++) {
      long word = word(r);
      int nth = 0;
      for (int base = 1; base < width + 1; base += Long.SIZE) {
        for (long rest = Memory.getLong(word); rest != 0; rest &= rest - 1) {
          int column = base + Long.numberOfTrailingZeros(rest);
          int at = starts[column]++;
          indices[at] = (int) (r - first);
          if (values != null && numbers != null) {
            numbers[at] = values.get(r, column - 1, nth++);
          }
        }
        word += Long.BYTES;
      }
    }
  }
}
