package org.nernst.synapse;

import java.lang.ref.Reference;
import org.jspecify.annotations.Nullable;
import org.nernst.tensor.SpikeBits;
import org.nernst.tensor.Tensor;

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
  public Tensor words() {
    return bits.words();
  }

  @Override
  public void append(long first, long last, SpikeRows to) {
    BitRows words = bitRows();
    BitRows.Values values = values();
    try {
      for (long r = first; r < last; r++) {
        words.append(r, to, values);
      }
    } finally {
      Reference.reachabilityFence(bits);
    }
  }

  private BitRows bitRows() {
    return new BitRows(bits.address(), bits.width());
  }

  private BitRows.@Nullable Values values() {
    Raster numbers = raster;
    return numbers == null ? null : (row, column, _) -> numbers.get(row, column);
  }
}
