package org.nernst.tensor;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Map;
import java.util.Optional;

/// Has glibc keep the memory of freed tensors for the next ones. It would give blocks of some
/// megabytes back to the system with each tensor, and get them anew page by page: a quarter of the
/// time of a convolutional training step.
///
/// Blocks above [#MOST_BYTES] still go back at once. Other C libraries are left alone, and so are
/// the user's settings: a variable `MALLOC_..._`, or `GLIBC_TUNABLES` about malloc.
final class MallocSetup {
  /// The largest block that is kept: what the heap of a thread can hold.
  static final int MOST_BYTES = 64 << 20;

  /// What glibc before 2.35 accepts.
  private static final int MOST_BYTES_ONCE = 32 << 20;

  /// Free bytes at the end of the main heap from which on they go back.
  private static final int MOST_FREE = 512 << 20;

  private static final int M_TRIM_THRESHOLD = -1;
  private static final int M_TOP_PAD = -2;
  private static final int M_MMAP_THRESHOLD = -3;

  private static final NativeSetup.Decision DECISION = decide();

  private MallocSetup() {}

  /// What was decided, once for the process.
  static NativeSetup.Decision decision() {
    return DECISION;
  }

  private static NativeSetup.Decision decide() {
    Map<String, String> environment = System.getenv();
    return byUser(environment).orElseGet(MallocSetup::keepMemory);
  }

  /// The user's own setting, if there is one.
  static Optional<NativeSetup.Decision> byUser(Map<String, String> environment) {
    return environment.entrySet().stream()
        .filter(
            entry ->
                entry.getKey().matches("MALLOC_(MMAP|TRIM|TOP)_.*")
                    || (entry.getKey().equals("GLIBC_TUNABLES")
                        && entry.getValue().contains("glibc.malloc.")))
        .map(entry -> new NativeSetup.Decision(entry.getKey(), entry.getValue(), "set by the user"))
        .findFirst();
  }

  private static NativeSetup.Decision keepMemory() {
    String name = "M_MMAP_THRESHOLD";
    Optional<MethodHandle> mallopt = find();
    if (mallopt.isEmpty()) {
      return new NativeSetup.Decision(name, null, "left alone: the C library isn't glibc");
    }
    int most =
        set(mallopt.get(), M_MMAP_THRESHOLD, MOST_BYTES)
            ? MOST_BYTES
            : set(mallopt.get(), M_MMAP_THRESHOLD, MOST_BYTES_ONCE) ? MOST_BYTES_ONCE : 0;
    if (most == 0
        || !set(mallopt.get(), M_TRIM_THRESHOLD, MOST_FREE)
        || !set(mallopt.get(), M_TOP_PAD, MOST_BYTES)) {
      return new NativeSetup.Decision(name, null, "refused by the C library");
    }
    return new NativeSetup.Decision(
        name, Integer.toString(most), "freed tensors leave their memory to the next ones");
  }

  private static boolean set(MethodHandle mallopt, int parameter, int value) {
    try {
      return (int) mallopt.invokeExact(parameter, value) == 1;
    } catch (Throwable e) {
      throw new IllegalStateException("calling mallopt failed", e);
    }
  }

  /// The function, where the C library is glibc: others have it and do nothing.
  @SuppressWarnings("restricted")
  private static Optional<MethodHandle> find() {
    Linker linker = Linker.nativeLinker();
    return linker
        .defaultLookup()
        .find("gnu_get_libc_version")
        .flatMap(_ -> linker.defaultLookup().find("mallopt"))
        .map(
            address ->
                linker.downcallHandle(
                    address,
                    FunctionDescriptor.of(
                        ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT)));
  }
}
