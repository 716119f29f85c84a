package org.nernst.synapse;

import org.nernst.memory.Memory;
import org.nernst.tensor.DType;

/// A [SpikeScan] for JVMs without the vector module, one number at a time.
final class ScalarSpikeScan implements SpikeScan {
  private final DType dtype;

  ScalarSpikeScan(DType dtype) {
    this.dtype = dtype;
  }

  @Override
  public long scan(long from, int count, long to) {
    long others = 0;
    for (int done = 0; done < count; done += Long.SIZE) {
      int end = Math.min(count, done + Long.SIZE);
      long word = 0;
      for (int k = done; k < end; k++) {
        double number = Memory.get(from + (long) k * dtype.byteSize(), dtype);
        if (number != 0) {
          word |= 1L << (k - done);
          others |= number == 1 ? 0 : 1;
        }
      }
      Memory.setLong(word, to + (long) done / Long.SIZE * Long.BYTES);
    }
    return others;
  }
}
