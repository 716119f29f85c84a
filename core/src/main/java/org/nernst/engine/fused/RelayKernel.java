package org.nernst.engine.fused;

import org.jspecify.annotations.Nullable;

/// A kernel that handles one neuron at a time until its form for vectors is compiled.
///
/// Not yet compiled, the form for vectors takes a thousand times longer than afterwards, that for
/// single neurons only ten times longer. Both give the same bits.
final class RelayKernel implements ReadyKernel {
  private final BoundKernel scalar;
  private final LaterKernel later;
  private final double[] uniforms;
  private volatile @Nullable BoundKernel vector;

  /// @param scalar what runs at first
  /// @param later what runs then
  /// @param uniforms values of the graph's uniform expressions
  RelayKernel(BoundKernel scalar, LaterKernel later, double[] uniforms) {
    this.scalar = scalar;
    this.later = later;
    this.uniforms = uniforms;
  }

  @Override
  public void run(long[] slots, int width, int steps) {
    BoundKernel known = vector;
    (known == null ? now() : known).run(slots, width, steps);
  }

  private BoundKernel now() {
    Kernel compiled = later.compiled();
    if (compiled == null) {
      return scalar;
    }
    BoundKernel made = Kernels.VECTOR.bound(scalar.graph(), compiled, uniforms);
    vector = made;
    return made;
  }

  @Override
  public void warm(long mostNanos) {
    BoundKernel made = Kernels.VECTOR.bound(scalar.graph(), uniforms);
    made.warm(mostNanos);
    vector = made;
    later.isCompiled();
  }
}
