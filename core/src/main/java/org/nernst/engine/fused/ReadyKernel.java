package org.nernst.engine.fused;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.ref.Reference;
import org.nernst.memory.Memory;
import org.nernst.tensor.DType;

/// A kernel with the values of its uniform expressions.
final class ReadyKernel {
  private static final long CACHE_LINE = 64;

  private final Kernel kernel;
  private final MemorySegment uniforms;
  private final boolean[] reads;
  private final int lanes;
  private final int elementBytes;

  /// @param kernel the code
  /// @param uniforms values of the graph's uniform expressions
  /// @param reads see [KernelGraph#reads]
  /// @param lanes neurons in a vector of the kernel
  ReadyKernel(Kernel kernel, double[] uniforms, boolean[] reads, int lanes, DType dtype) {
    this.kernel = kernel;
    this.reads = reads;
    this.lanes = lanes;
    elementBytes = dtype.byteSize();
    long vectorBytes = (long) lanes * elementBytes;
    this.uniforms = Arena.ofAuto().allocate(Math.max(1, uniforms.length) * vectorBytes, CACHE_LINE);
    for (int k = 0; k < uniforms.length; k++) {
      Memory.fill(this.uniforms.address() + k * vectorBytes, lanes, uniforms[k], dtype);
    }
  }

  int lanes() {
    return lanes;
  }

  /// Runs the kernel over a tile.
  ///
  /// @param slots see [Kernel#run]; changed
  /// @param width of the tile in neurons
  void run(long[] slots, int width, int steps) {
    int rest = width % lanes;
    int whole = (width - rest) * elementBytes;
    long values = uniforms.address();
    try {
      if (whole > 0) {
        kernel.run(slots, values, whole, steps);
      }
      if (rest > 0) {
        for (int k = 0; k < slots.length; k += 2) {
          slots[k] += whole;
        }
        Remainder.run(
            kernel, values, slots, reads, rest * elementBytes, lanes * elementBytes, steps);
      }
    } finally {
      Reference.reachabilityFence(this);
    }
  }
}
