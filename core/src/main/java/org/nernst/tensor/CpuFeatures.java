package org.nernst.tensor;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Locale;
import java.util.SortedSet;
import java.util.TreeSet;

/// What the processor is called and which instruction sets it has.
///
/// Read from `/proc/cpuinfo` on Linux. Elsewhere the model is the name of the architecture and the
/// set of features is empty, which means "unknown", not "none".
///
/// @param model the processor's name
/// @param features the kernel's names of its features, such as `avx2` or `avx512f`, sorted
public record CpuFeatures(String model, SortedSet<String> features) {
  private static final Path CPUINFO = Path.of("/proc/cpuinfo");

  /// Keeps an unmodifiable copy of the features.
  public CpuFeatures {
    features = Collections.unmodifiableSortedSet(new TreeSet<>(features));
  }

  /// The processor of this machine.
  public static CpuFeatures detect() {
    if (!Files.isReadable(CPUINFO)) {
      return new CpuFeatures(System.getProperty("os.arch", "unknown"), new TreeSet<>());
    }
    try {
      return parse(Files.readString(CPUINFO, StandardCharsets.ISO_8859_1));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + CPUINFO, e);
    }
  }

  /// Reads the first processor of a text in the format of Linux's `/proc/cpuinfo`.
  public static CpuFeatures parse(String cpuinfo) {
    String model = System.getProperty("os.arch", "unknown");
    SortedSet<String> features = new TreeSet<>();
    for (String line : cpuinfo.lines().toList()) {
      int colon = line.indexOf(':');
      if (colon < 0) {
        if (!features.isEmpty()) {
          break;
        }
        continue;
      }
      String key = line.substring(0, colon).strip().toLowerCase(Locale.ROOT);
      String value = line.substring(colon + 1).strip();
      switch (key) {
        case "model name" -> model = value;
        // x86 says "flags", 64-bit Arm "Features"
        case "flags", "features" -> Collections.addAll(features, value.split("\\s+"));
        default -> {}
      }
    }
    return new CpuFeatures(model, features);
  }

  /// Whether the processor has a feature, by the kernel's name of it.
  public boolean has(String feature) {
    return features.contains(feature);
  }

  /// Whether OpenBLAS's SkylakeX kernels can run: they use the F, CD, BW, DQ and VL parts of
  /// AVX-512.
  public boolean runsSkylakeXKernels() {
    return has("avx512f")
        && has("avx512cd")
        && has("avx512bw")
        && has("avx512dq")
        && has("avx512vl");
  }
}
