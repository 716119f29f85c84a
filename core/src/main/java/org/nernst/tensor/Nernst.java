package org.nernst.tensor;

import org.bytedeco.pytorch.global.torch;

/// Settings of the whole process.
public final class Nernst {
  private static final String VERSION = readVersion();
  private static volatile boolean deterministic;

  static {
    NativeSetup.ensure();
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

  /// Sets how many threads libtorch and Nernst's kernels use within one operation.
  ///
  /// @param threads at least 1; the cores of the machine before the first call
  /// @throws IllegalArgumentException if it is below 1
  public static void threads(int threads) {
    if (threads < 1) {
      throw new IllegalArgumentException("expected at least 1 thread, got " + threads);
    }
    torch.set_num_threads(threads);
  }

  /// How many threads one operation uses.
  ///
  /// @return at least 1
  public static int threads() {
    return torch.get_num_threads();
  }

  /// Restricts libtorch to algorithms whose bits don't depend on timing, and has operations without
  /// one fail.
  ///
  /// @param on whether to
  public static void deterministic(boolean on) {
    deterministic = on;
    torch.globalContext().setDeterministicAlgorithms(on, false);
    torch.globalContext().setDeterministicFillUninitializedMemory(false);
  }

  /// Whether only deterministic algorithms run.
  ///
  /// @return what was set last, false at first
  public static boolean deterministic() {
    return deterministic;
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
