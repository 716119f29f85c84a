package org.nernst.tensor;

import org.bytedeco.pytorch.Context;

/// While it is open, the processor takes numbers too small for their exponent as zero in this
/// thread, where it can.
///
/// Surrogate gradients that fall off exponentially end in such numbers (below 1e-38 in float32),
/// and processors take a hundred times longer over them: a product of matrices with half of them
/// took 21 ms instead of 0.4. States of silent neurons end there too. Open it around operations of
/// libtorch and around kernels, not around other Java code, which expects the gradual kind.
///
/// ```java
/// try (var _ = FlushedDenormals.open()) {
///   gradient = gradient.matmul(weight);
/// }
/// ```
public final class FlushedDenormals implements AutoCloseable {
  private static final FlushedDenormals INSTANCE = new FlushedDenormals();

  private FlushedDenormals() {}

  /// Begins it; does nothing on a processor that can't.
  ///
  /// @return ends it when closed; does not nest
  public static FlushedDenormals open() {
    NativeSetup.ensure();
    Context.setFlushDenormal(true);
    return INSTANCE;
  }

  @Override
  public void close() {
    Context.setFlushDenormal(false);
  }
}
