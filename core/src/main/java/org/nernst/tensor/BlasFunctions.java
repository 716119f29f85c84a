package org.nernst.tensor;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Optional;

/// Functions of the OpenBLAS in use that work on memory by address.
final class BlasFunctions {
  private BlasFunctions() {}

  /// {@return the function, unless the BLAS in use is another or its threads can't be told what to
  /// do}
  ///
  /// @param arguments their types; it returns nothing
  @SuppressWarnings("restricted")
  static Optional<MethodHandle> find(String name, ValueLayout... arguments) {
    NativeSetup.ensure();
    return SymbolLookup.loaderLookup()
        .find(name)
        .filter(_ -> BlasThreads.isKnown())
        .map(
            function ->
                Linker.nativeLinker()
                    .downcallHandle(function, FunctionDescriptor.ofVoid(arguments)));
  }
}
