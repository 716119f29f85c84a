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
    int begin = list.starts[(int) first];
    int end = list.starts[(int) last];
    int[] starts = to.beginColumns(list.width());
    for (int p = begin; p < end; p++) {
      starts[list.indices[p] + 2]++;
    }
    int[] indices = to.placeColumns();
    double[] values = list.isWeighted() ? to.reserveValues() : null;
    for (int r = (int) first; r < last; r++) {
      for (int p = list.starts[r]; p < list.starts[r + 1]; p++) {
        int at = starts[list.indices[p] + 1]++;
        indices[at] = r - (int) first;
        if (values != null) {
          values[at] = list.values()[p];
        }
      }
    }
  }
}
