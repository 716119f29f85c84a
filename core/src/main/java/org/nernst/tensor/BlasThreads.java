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
  private static final Optional<MethodHandle> SET =
      find("openblas_set_num_threads", FunctionDescriptor.ofVoid(ValueLayout.JAVA_INT));
  private static final Optional<MethodHandle> GET =
      find("openblas_get_num_threads", FunctionDescriptor.of(ValueLayout.JAVA_INT));

  private static int wanted = first();
  private static int loners;

  private BlasThreads() {}

  /// Whether the BLAS in use is one that can be told.
  static boolean isKnown() {
    return SET.isPresent();
  }

  /// Sets the number of threads of a matrix product.
  ///
  /// @return whether the BLAS in use is one that can be told
  static synchronized boolean set(int threads) {
    wanted = threads;
    if (loners == 0) {
      tell(threads);
    }
    return isKnown();
  }

  /// Begins or ends a time in which each product stays on the caller's thread.
  static synchronized void alone(boolean begins) {
    loners += begins ? 1 : -1;
    if (loners == (begins ? 1 : 0)) {
      tell(begins ? 1 : wanted);
    }
  }

  private static void tell(int threads) {
    if (SET.isEmpty()) {
      return;
    }
    try {
      SET.get().invokeExact(threads);
    } catch (Throwable e) {
      throw new IllegalStateException("calling openblas_set_num_threads failed", e);
    }
  }

  /// What the BLAS or its user has chosen.
  private static int first() {
    if (GET.isEmpty()) {
      return 1;
    }
    try {
      return (int) GET.get().invokeExact();
    } catch (Throwable e) {
      throw new IllegalStateException("calling openblas_get_num_threads failed", e);
    }
  }

  @SuppressWarnings("restricted")
  private static Optional<MethodHandle> find(String name, FunctionDescriptor type) {
    NativeSetup.ensure();
    return SymbolLookup.loaderLookup()
        .find(name)
        .map(address -> Linker.nativeLinker().downcallHandle(address, type));
  }
}
