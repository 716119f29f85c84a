package org.nernst.synapse;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.nernst.memory.Memory;
import org.nernst.tensor.DType;
import org.nernst.tensor.SpikeBits;

/// Lists the elements of float32 vectors in memory that aren't zero. Nothing is allocated on the
/// way. Not for several threads at once.
public final class NonZeros {
  private final SpikeScan scan;
  private final int width;
  private final int wordCount;
  private final MemorySegment words;
  private boolean binary = true;

  /// A list of vectors of one width.
  ///
  /// @param width of the vectors, at least 1
  /// @param vectors whether to use vector instructions where the JVM has them
  public NonZeros(int width, boolean vectors) {
    this.width = width;
    scan = (vectors ? RowKernels.forThisJvm() : RowKernels.SCALAR).scan(DType.FLOAT32);
    wordCount = SpikeBits.wordsPerRow(width);
    words = Arena.ofAuto().allocate((long) wordCount * Long.BYTES, Long.BYTES);
  }

  /// Lists the elements that aren't zero, in order. A NaN isn't zero.
  ///
  /// @param address of the vector
  /// @param indices gets their indices; at least as long as the vector is wide
  /// @param values gets their values; likewise
  /// @return how many there are
  public int find(long address, int[] indices, double[] values) {
    long to = words.address();
    binary = scan.scan(address, width, to) == 0;
    int found = 0;
    for (int w = 0; w < wordCount; w++) {
      long word = Memory.getLong(to + (long) w * Long.BYTES);
      while (word != 0) {
        int at = w * Long.SIZE + Long.numberOfTrailingZeros(word);
        indices[found] = at;
        values[found] = Memory.getFloat(address + (long) at * Float.BYTES);
        found++;
        word &= word - 1;
      }
    }
    return found;
  }

  /// {@return whether all elements of the last vector were 0 or 1}
  public boolean isBinary() {
    return binary;
  }
}
