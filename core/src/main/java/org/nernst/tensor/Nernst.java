package org.nernst.tensor;

import org.bytedeco.pytorch.Context;
import org.bytedeco.pytorch.global.torch;

/// Settings of the whole process.
public final class Nernst {
  private static final String VERSION = readVersion();
  private static volatile boolean deterministic;
  private static volatile int threads;

  static {
    NativeSetup.ensure();
    threads = torch.get_num_threads();
  }

  private Nernst() {}

  /// Seeds the root generator with its lasting splits, and libtorch's own, which only wrapped
  /// libtorch modules draw from.
  ///
  /// @param seed any number; equal seeds give equal numbers
  public static void seed(long seed) {
    Generator.root().reseed(seed);
    torch.manual_seed(seed);
  }

  /// Sets how many threads libtorch, its BLAS and Nernst's kernels use within one operation.
  ///
  /// @param threads at least 1; before the first call libtorch's choice, the cores of the machine
  /// @throws IllegalArgumentException if it is below 1
  public static synchronized void threads(int threads) {
    if (threads < 1) {
      throw new IllegalArgumentException("expected at least 1 thread, got " + threads);
    }
    Nernst.threads = threads;
    apply();
  }

  /// How many threads one operation uses; under [#deterministic(boolean)] one of Nernst's kernels.
  ///
  /// @return at least 1
  public static int threads() {
    return threads;
  }

  /// Makes results independent of the number of threads. libtorch's sums and BLAS's matrix products
  /// change their order with it, so both run on one thread from now on; Nernst's kernels reduce in
  /// a fixed order and keep theirs. libtorch's operations that have no deterministic form (some of
  /// those on GPUs) fail.
  ///
  /// @param on whether to
  public static synchronized void deterministic(boolean on) {
    deterministic = on;
    Context context = torch.globalContext();
    context.setDeterministicAlgorithms(on, false);
    // Filling fresh memory would only cost time: whoever reads it unset is wrong in either mode.
    context.setDeterministicFillUninitializedMemory(false);
    apply();
  }

  private static void apply() {
    int forLibtorch = deterministic ? 1 : threads;
    torch.set_num_threads(forLibtorch);
    BlasThreads.set(forLibtorch);
  }

  /// Whether only deterministic algorithms run.
  ///
  /// @return what was set last, false at first
  public static boolean deterministic() {
    return deterministic;
  }

  /// Sets how much memory of big results is held for the next ones after their tensors are gone: at
  /// first an eighth of the machine's, at most 1 GiB. What rests for ten seconds is given back by
  /// the next result's end anyhow.
  ///
  /// @param bytes at least 0; 0 holds nothing and frees what is held
  /// @throws IllegalArgumentException if it is negative
  public static void pooledBytes(long bytes) {
    if (bytes < 0) {
      throw new IllegalArgumentException("expected at least 0 bytes, got " + bytes);
    }
    PooledMemory.POOL.limit(bytes);
  }

  /// How much memory of big results is held at most.
  ///
  /// @return bytes
  public static long pooledBytes() {
    return PooledMemory.POOL.limit();
  }

  /// The version of this library.
  ///
  /// @return such as `0.1.0`
  public static String version() {
    return VERSION;
  }

  private static String readVersion() {
    String version = Nernst.class.getPackage().getImplementationVersion();
    return version == null ? "development" : version;
  }
}
