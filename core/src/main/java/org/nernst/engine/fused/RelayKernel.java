package org.nernst.engine.fused;

import org.jspecify.annotations.Nullable;

/// A kernel that handles one neuron at a time whenever its form for vectors isn't compiled: at
/// first, and when HotSpot has lost the code.
///
/// Not compiled, the form for vectors takes a thousand times longer, that for single neurons only
/// ten times longer. Both give the same bits.
final class RelayKernel implements ReadyKernel {
  private final LaterKernel later;
  private final double[] uniforms;
  private volatile @Nullable BoundKernel scalar;
  private volatile @Nullable BoundKernel vector;

  /// @param later the form for vectors
  /// @param uniforms values of the graph's uniform expressions
  RelayKernel(LaterKernel later, double[] uniforms) {
    this.later = later;
    this.uniforms = uniforms;
  }

  @Override
  @SuppressWarnings("ReferenceEquality") // in every call, and Object.equals would be a virtual one
  public void run(long[] slots, int width, int steps) {
    BoundKernel known = vector;
    if (known != null && known.kernel() == later.unwatched()) {
      known.run(slots, width, steps);
      return;
    }
    Kernel compiled = later.compiled();
    if (compiled == null) {
      scalar().run(slots, width, steps);
    } else {
      later.runWatched(vector(compiled), slots, width, steps);
    }
  }

  private BoundKernel scalar() {
    BoundKernel known = scalar;
    if (known == null) {
      known = Kernels.SCALAR.bound(later.graph, uniforms);
      scalar = known;
    }
    return known;
  }

  private BoundKernel vector(Kernel compiled) {
    BoundKernel known = vector;
    if (known == null || !known.kernel().equals(compiled)) {
      known = later.bound(compiled, uniforms);
      vector = known;
    }
    return known;
  }

  /// {@return whether calls run on vectors now}
  boolean isVector() {
    return later.compiled() != null;
  }

  @Override
  public void warm(long mostNanos) {
    later.warm(uniforms, mostNanos);
  }
}
