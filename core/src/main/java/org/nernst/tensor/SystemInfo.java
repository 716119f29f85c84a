package org.nernst.tensor;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.Runtime.Version;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.pytorch.global.torch;

/// What Nernst runs on, as far as speed and correctness depend on it; `nernst doctor` prints it.
///
/// @param jdk version of the running JDK
/// @param vendor who built it
/// @param nativeAccess whether the JVM was started with `--enable-native-access` for us
/// @param vectorBits the preferred vector width of the Vector API; empty without `--add-modules
///   jdk.incubator.vector`
/// @param cpu the processor
/// @param libtorch libtorch's version
/// @param libtorchKernels the instruction set that libtorch's own kernels use
/// @param blas the linear algebra library
/// @param environment what was decided about the native libraries' variables and about memory
/// @param cores what the JVM may use
/// @param libtorchThreads threads of one libtorch operation
/// @param gpu how many GPUs libtorch can use, or why none
/// @param nativeCache where the native libraries are unpacked
public record SystemInfo(
    Version jdk,
    String vendor,
    boolean nativeAccess,
    OptionalInt vectorBits,
    CpuFeatures cpu,
    String libtorch,
    String libtorchKernels,
    BlasInfo blas,
    List<NativeSetup.Decision> environment,
    int cores,
    int libtorchThreads,
    String gpu,
    Path nativeCache) {
  private static final Pattern TORCH_VERSION = Pattern.compile("TORCH_VERSION=([^,\\s]+)");
  private static final Version SAFE_25 = Version.parse("25.0.3");
  private static final int GEMM_SIZE = 1024;
  private static final int GEMM_RUNS = 12;

  /// Looks at this process; loads libtorch.
  public static SystemInfo detect() {
    NativeSetup.ensure();
    File cache;
    try {
      cache = Loader.getCacheDir();
    } catch (IOException e) {
      throw new UncheckedIOException("no place for the native libraries", e);
    }
    return new SystemInfo(
        Runtime.version(),
        System.getProperty("java.vendor.version", System.getProperty("java.vendor", "unknown")),
        SystemInfo.class.getModule().isNativeAccessEnabled(),
        preferredVectorBits(),
        CpuFeatures.detect(),
        libtorchVersion(),
        cpuKernels(),
        BlasInfo.detect(),
        Stream.concat(NativeSetup.decisions().stream(), Stream.of(MallocSetup.decision())).toList(),
        Runtime.getRuntime().availableProcessors(),
        torch.get_num_threads(),
        describeGpu(),
        cache.toPath());
  }

  /// The instruction set that libtorch's own kernels use here; others give other last bits.
  ///
  /// @return such as `AVX512`
  public static String cpuKernels() {
    NativeSetup.ensure();
    return torch.get_cpu_capability().getString();
  }

  /// Multiplies two float32 matrices of 1024 x 1024 a dozen times, in well under a second.
  ///
  /// @return the best rate, in GFLOP/s, with the threads that libtorch is set to
  public static double measureGemm() {
    double best = 0;
    try (var _ = Scope.open();
        var _ = Autograd.noGrad()) {
      Tensor a = Tensor.full(new long[] {GEMM_SIZE, GEMM_SIZE}, 0.5, DType.FLOAT32);
      Tensor b = Tensor.full(new long[] {GEMM_SIZE, GEMM_SIZE}, 0.25, DType.FLOAT32);
      double operations = 2.0 * GEMM_SIZE * GEMM_SIZE * GEMM_SIZE;
      for (int i = 0; i < GEMM_RUNS; i++) {
        long start = System.nanoTime();
        a.matmul(b).close();
        best = Math.max(best, operations / (System.nanoTime() - start));
      }
    }
    return best;
  }

  /// What to change so that Nernst is right and fast.
  ///
  /// @return one sentence each, the most important first; empty if all is well
  public List<String> advice() {
    List<String> advice = new ArrayList<>();
    if (jdk.feature() == SAFE_25.feature() && jdk.compareToIgnoreOptional(SAFE_25) < 0) {
      advice.add(
          "use JDK 25.0.3 or later: G1 of %s can corrupt data that native code reads (JDK-8377811)"
              .formatted(jdk));
    }
    if (!nativeAccess) {
      advice.add(
          "start java with --enable-native-access=ALL-UNNAMED: later JDKs will insist on it");
    }
    if (vectorBits.isEmpty()) {
      advice.add(
          "start java with --add-modules jdk.incubator.vector: without it neuron kernels run"
              + " element by element");
    }
    if (cpu.runsSkylakeXKernels()
        && "OpenBLAS".equals(blas.library())
        && !"unknown".equals(blas.kernels())
        && !blas.usesAvx512()) {
      advice.add(
          "unset OPENBLAS_CORETYPE or set it to SkylakeX: the processor has AVX-512, BLAS uses its %s kernels"
              .formatted(blas.kernels()));
    }
    for (NativeSetup.Decision decision : environment) {
      if ("OMP_WAIT_POLICY".equals(decision.variable())
          && "ACTIVE".equalsIgnoreCase(decision.value())) {
        advice.add(
            "unset OMP_WAIT_POLICY=ACTIVE: idle threads of libtorch spin on the cores that neuron"
                + " kernels need");
      }
    }
    if (libtorchThreads > cores) {
      advice.add(
          "use at most %d threads (Nernst.threads, OMP_NUM_THREADS): libtorch is set to %d"
              .formatted(cores, libtorchThreads));
    }
    return List.copyOf(advice);
  }

  /// Asked by reflection: this class must load without the incubator module.
  private static OptionalInt preferredVectorBits() {
    Optional<Module> module = ModuleLayer.boot().findModule("jdk.incubator.vector");
    if (module.isEmpty()) {
      return OptionalInt.empty();
    }
    try {
      Class<?> vector = Class.forName(module.get(), "jdk.incubator.vector.FloatVector");
      Class<?> species = Class.forName(module.get(), "jdk.incubator.vector.VectorSpecies");
      Object preferred = vector.getField("SPECIES_PREFERRED").get(null);
      return OptionalInt.of((int) species.getMethod("vectorBitSize").invoke(preferred));
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("the Vector API of this JDK is not the one known", e);
    }
  }

  /// The version of libtorch.
  ///
  /// @return such as `2.10.0`
  public static String libtorchVersion() {
    NativeSetup.ensure();
    Matcher version = TORCH_VERSION.matcher(torch.show_config().getString());
    return version.find() ? version.group(1) : "unknown";
  }

  private static String describeGpu() {
    if (!torch.hasCUDA()) {
      return "none: this build of libtorch has no CUDA";
    }
    return torch.cuda_is_available()
        ? torch.cuda_device_count() + " with CUDA"
        : "none: CUDA finds no device";
  }
}
