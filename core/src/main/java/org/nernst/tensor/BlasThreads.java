package org.nernst.tensor;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Optional;

/// How many threads OpenBLAS uses. libtorch's own setting doesn't reach it, and the presets don't
/// show its function.
final class BlasThreads {
  private static final Optional<MethodHandle> SET = find();

  private BlasThreads() {}

  /// Sets the number of threads of a matrix product.
  ///
  /// @return whether the BLAS in use is one that can be told
  static boolean set(int threads) {
    if (SET.isEmpty()) {
      return false;
    }
    try {
      SET.get().invokeExact(threads);
    } catch (Throwable e) {
      throw new IllegalStateException("calling openblas_set_num_threads failed", e);
    }
    return true;
  }

  @SuppressWarnings("restricted")
  private static Optional<MethodHandle> find() {
    NativeSetup.ensure();
    return SymbolLookup.loaderLookup()
        .find("openblas_set_num_threads")
        .map(
            address ->
                Linker.nativeLinker()
                    .downcallHandle(address, FunctionDescriptor.ofVoid(ValueLayout.JAVA_INT)));
  }
}
