package org.nernst.tensor;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// The linear algebra library in this process.
///
/// @param library its name
/// @param kernels the processor for which it has chosen its kernels, such as `SkylakeX` or
///   `Haswell`; "unknown" where it cannot be asked
/// @param config its version and how it was built
/// @param threads how many it uses; 0 if unknown
public record BlasInfo(String library, String kernels, String config, int threads) {
  private static final BlasInfo UNKNOWN = new BlasInfo("unknown", "unknown", "unknown", 0);
  private static final Path MAPS = Path.of("/proc/self/maps");

  /// OpenBLAS's names of kernels that use AVX-512.
  private static final Set<String> AVX512_KERNELS =
      Set.of("skylakex", "cooperlake", "sapphirerapids");

  /// Asks the OpenBLAS that is loaded, which is found among the files mapped into this process on
  /// Linux.
  public static BlasInfo detect() {
    NativeSetup.ensure();
    // OpenBLAS is loaded with the first tensor operations' library, which ensure() loads
    return mappedLibrary().map(BlasInfo::ask).orElse(UNKNOWN);
  }

  /// Whether the kernels in use are made for AVX-512.
  public boolean usesAvx512() {
    return AVX512_KERNELS.contains(kernels.toLowerCase(Locale.ROOT));
  }

  private static Optional<Path> mappedLibrary() {
    if (!Files.isReadable(MAPS)) {
      return Optional.empty();
    }
    List<String> lines;
    try (Stream<String> all = Files.lines(MAPS)) {
      lines = all.filter(line -> line.contains("libopenblas")).toList();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + MAPS, e);
    }
    return lines.stream()
        .map(line -> line.substring(line.indexOf('/')))
        .map(Path::of)
        .filter(Files::isReadable)
        .findFirst();
  }

  @SuppressWarnings("restricted")
  private static BlasInfo ask(Path library) {
    try (Arena arena = Arena.ofConfined()) {
      SymbolLookup symbols = SymbolLookup.libraryLookup(library, arena);
      return new BlasInfo(
          "OpenBLAS",
          text(symbols, "openblas_get_corename"),
          text(symbols, "openblas_get_config"),
          number(symbols, "openblas_get_num_threads"));
    }
  }

  @SuppressWarnings("restricted")
  private static String text(SymbolLookup symbols, String function) {
    Optional<MemorySegment> found = symbols.find(function);
    if (found.isEmpty()) {
      return "unknown";
    }
    var handle =
        Linker.nativeLinker()
            .downcallHandle(found.get(), FunctionDescriptor.of(ValueLayout.ADDRESS));
    try {
      MemorySegment string = (MemorySegment) handle.invokeExact();
      return string.reinterpret(Long.MAX_VALUE).getString(0).strip();
    } catch (Throwable e) {
      throw new IllegalStateException("calling " + function + " failed", e);
    }
  }

  @SuppressWarnings("restricted")
  private static int number(SymbolLookup symbols, String function) {
    Optional<MemorySegment> found = symbols.find(function);
    if (found.isEmpty()) {
      return 0;
    }
    var handle =
        Linker.nativeLinker()
            .downcallHandle(found.get(), FunctionDescriptor.of(ValueLayout.JAVA_INT));
    try {
      return (int) handle.invokeExact();
    } catch (Throwable e) {
      throw new IllegalStateException("calling " + function + " failed", e);
    }
  }
}
