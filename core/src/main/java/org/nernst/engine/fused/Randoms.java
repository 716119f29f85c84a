package org.nernst.engine.fused;

import java.lang.foreign.ValueLayout;
import org.nernst.memory.Memory;
import org.nernst.neuron.CounterRandom;
import org.nernst.neuron.Leaf;
import org.nernst.tensor.DType;

/// Draws the random numbers of a tile ahead of the kernel that reads them.
final class Randoms {
  private Randoms() {}

  /// Fills memory with a block's numbers of all streams: step by step, in each stream by stream.
  ///
  /// @param address with room for steps * streams * width numbers
  /// @param neuron number of the tile's first neuron
  static void draw(
      long address,
      DType dtype,
      Leaf.Uniform[] streams,
      long key,
      long firstStep,
      int steps,
      int neuron,
      int width) {
    long at = address;
    for (int t = 0; t < steps; t++) {
      for (Leaf.Uniform stream : streams) {
        int first = CounterRandom.firstKey(key, firstStep + t, stream.stream());
        int second = CounterRandom.secondKey(first);
        for (int n = 0; n < width; n++) {
          float draw = CounterRandom.toUniform(CounterRandom.bits(first, second, neuron + n));
          if (dtype == DType.FLOAT32) {
            Memory.ALL.set(ValueLayout.JAVA_FLOAT_UNALIGNED, at + 4L * n, draw);
          } else {
            Memory.ALL.set(ValueLayout.JAVA_DOUBLE_UNALIGNED, at + 8L * n, draw);
          }
        }
        at += (long) width * dtype.byteSize();
      }
    }
  }
}
