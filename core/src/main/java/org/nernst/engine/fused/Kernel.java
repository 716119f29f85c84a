package org.nernst.engine.fused;

/// Generated code: evaluates a [KernelGraph] for a tile of neighbouring neurons over some steps.
interface Kernel {
  /// Runs over whole vectors.
  ///
  /// @param slots for each slot of the graph the address of the first element in the first step,
  ///   then the distance in bytes from step to step
  /// @param uniforms address of a vector for each of the graph's uniform expressions
  /// @param bytes length of the tile, a multiple of a vector's
  /// @param steps how many
  void run(long[] slots, long uniforms, int bytes, int steps);
}
