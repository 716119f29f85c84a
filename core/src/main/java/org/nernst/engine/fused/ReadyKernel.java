package org.nernst.engine.fused;

/// A kernel with the values of its uniform expressions.
sealed interface ReadyKernel permits BoundKernel, RelayKernel {
  /// Runs the kernel over a tile.
  ///
  /// @param slots see [Kernel#run]; changed
  /// @param width of the tile in neurons
  /// @param steps how many
  void run(long[] slots, int width, int steps);

  /// Runs the kernel on memory of its own until HotSpot has compiled it.
  ///
  /// @param mostNanos after which it is left as it is
  void warm(long mostNanos);
}
