package org.nernst.engine.fused;

/// Generated code: evaluates a [KernelGraph] for a tile of neighbouring neurons over some steps.
interface Kernel {
  /// Runs over whole vectors.
  ///
  /// @param slots for each slot of the graph the address of the first element in the first step,
  ///   then the distance in bytes from step to step
  /// @param uniforms values of the graph's uniform expressions
  /// @param bytes length of the tile, a multiple of a vector's
  /// @param steps how many
  void full(long[] slots, double[] uniforms, int bytes, int steps);

  /// As [#full], over one vector of which only the first lanes exist.
  ///
  /// @param lanes how many, above 0 and below a vector's
  void tail(long[] slots, double[] uniforms, int lanes, int steps);
}
