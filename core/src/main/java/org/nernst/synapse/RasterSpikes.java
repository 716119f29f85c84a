package org.nernst.synapse;

import java.lang.ref.Reference;
import org.jspecify.annotations.Nullable;
import org.nernst.memory.Memory;
import org.nernst.tensor.SpikeBits;

/// The spikes of a raster. The caller keeps the raster's tensor.
///
/// @param bits where it isn't zero
/// @param raster its numbers, null if all that aren't zero are 1
record RasterSpikes(SpikeBits bits, @Nullable Raster raster) implements Spikes {
  @Override
  public long rows() {
    return bits.rows();
  }

  @Override
  public int width() {
    return bits.width();
  }

  @Override
  public long count() {
    return bits.count();
  }

  @Override
  public void rows(long first, long last, SpikeRows to) {
    to.clear();
    try {
      for (long r = first; r < last; r++) {
        row(r, to);
      }
    } finally {
      Reference.reachabilityFence(bits);
    }
  }

  private void row(long r, SpikeRows to) {
    int width = bits.width();
    int begin = to.count();
    int[] indices = to.reserve(width);
    int at = begin;
    long word = word(r);
    for (int base = 0; base < width; base += Long.SIZE) {
      for (long rest = Memory.getLong(word); rest != 0; rest &= rest - 1) {
        indices[at++] = base + Long.numberOfTrailingZeros(rest);
      }
      word += Long.BYTES;
    }
    if (raster != null) {
      double[] values = to.reserveValues();
      for (int p = begin; p < at; p++) {
        values[p] = raster.get(r, indices[p]);
      }
    }
    to.endRow(at);
  }

  private long word(long row) {
    return bits.address() + row * bits.wordsPerRow() * Long.BYTES;
  }

  @Override
  public void columns(long first, long last, SpikeRows to) {
    int width = bits.width();
    try {
      // counted two places on and summed up, they say where a column's entries begin one place
      // on, and where they end once all are written
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
      double[] values = raster == null ? null : to.reserveValues();
      for (long r = first; r < last; r++) {
        long word = word(r);
        for (int base = 1; base < width + 1; base += Long.SIZE) {
          for (long rest = Memory.getLong(word); rest != 0; rest &= rest - 1) {
            int column = base + Long.numberOfTrailingZeros(rest);
            int at = starts[column]++;
            indices[at] = (int) (r - first);
            if (raster != null && values != null) {
              values[at] = raster.get(r, column - 1);
            }
          }
          word += Long.BYTES;
        }
      }
    } finally {
      Reference.reachabilityFence(bits);
    }
  }
}
