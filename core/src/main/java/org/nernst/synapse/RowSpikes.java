package org.nernst.synapse;

/// The spikes that rows list.
///
/// @param list not changed while this is in use
record RowSpikes(SpikeRows list) implements Spikes {
  @Override
  public long rows() {
    return list.rows();
  }

  @Override
  public int width() {
    return list.width();
  }

  @Override
  public long count() {
    return list.count();
  }

  @Override
  public void append(long first, long last, SpikeRows to) {
    for (int r = (int) first; r < last; r++) {
      int begin = list.starts[r];
      int length = list.starts[r + 1] - begin;
      int at = to.count();
      System.arraycopy(list.indices, begin, to.reserve(length), at, length);
      if (list.isWeighted()) {
        System.arraycopy(list.values(), begin, to.reserveValues(), at, length);
      }
      to.endRow(at + length);
    }
  }

  @Override
  public void columns(long first, long last, SpikeRows to) {
    list.columns((int) first, (int) last, to);
  }
}
