package org.nernst.engine.fused;

/// A kernel with the values of its uniform expressions.
///
/// @param kernel the code
/// @param uniforms see [Kernel#full]
/// @param lanes neurons in a vector of the kernel
/// @param elementBytes size of a number
record ReadyKernel(
    Kernel kernel,
    @SuppressWarnings("ArrayRecordComponent") double[] uniforms,
    int lanes,
    int elementBytes) {

  /// Runs the kernel over a tile.
  ///
  /// @param slots see [Kernel#full]; changed
  /// @param width of the tile in neurons
  void run(long[] slots, int width, int steps) {
    int rest = width % lanes;
    int whole = (width - rest) * elementBytes;
    if (whole > 0) {
      kernel.full(slots, uniforms, whole, steps);
    }
    if (rest > 0) {
      for (int k = 0; k < slots.length; k += 2) {
        slots[k] += whole;
      }
      kernel.tail(slots, uniforms, rest, steps);
    }
  }
}
