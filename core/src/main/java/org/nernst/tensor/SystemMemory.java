package org.nernst.tensor;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Locale;
import java.util.Optional;
import org.bytedeco.javacpp.Pointer;

/// Memory straight from the system, and back to it. Blocks of many sizes would leave holes in
/// malloc's heap, which keeps them ([MallocSetup]). Where the system isn't Linux, it is malloc's.
final class SystemMemory {
  private static final boolean LINUX =
      System.getProperty("os.name", "").toLowerCase(Locale.ROOT).startsWith("linux");

  private static final int READ_AND_WRITE = 3;
  private static final int PRIVATE_ANONYMOUS = 0x22;

  private static final Optional<MethodHandle> MAP =
      find(
          "mmap",
          FunctionDescriptor.of(
              ValueLayout.JAVA_LONG,
              ValueLayout.JAVA_LONG,
              ValueLayout.JAVA_LONG,
              ValueLayout.JAVA_INT,
              ValueLayout.JAVA_INT,
              ValueLayout.JAVA_INT,
              ValueLayout.JAVA_LONG));

  private static final Optional<MethodHandle> UNMAP =
      find(
          "munmap",
          FunctionDescriptor.of(
              ValueLayout.JAVA_INT, ValueLayout.JAVA_LONG, ValueLayout.JAVA_LONG));

  private SystemMemory() {}

  @SuppressWarnings("restricted")
  private static Optional<MethodHandle> find(String name, FunctionDescriptor type) {
    Linker linker = Linker.nativeLinker();
    return LINUX
        ? linker.defaultLookup().find(name).map(function -> linker.downcallHandle(function, type))
        : Optional.empty();
  }

  /// {@return the address of fresh memory, 0 if there is none}
  static long take(long bytes) {
    if (MAP.isEmpty() || UNMAP.isEmpty()) {
      Pointer memory = Pointer.malloc(bytes);
      return memory == null ? 0 : memory.address();
    }
    try {
      long address =
          (long) MAP.get().invokeExact(0L, bytes, READ_AND_WRITE, PRIVATE_ANONYMOUS, -1, 0L);
      return address == -1 ? 0 : address;
    } catch (Throwable e) {
      throw new IllegalStateException("calling mmap failed", e);
    }
  }

  /// Gives memory back.
  ///
  /// @param address that [#take] gave
  /// @param bytes as asked for there
  static void release(long address, long bytes) {
    if (MAP.isEmpty() || UNMAP.isEmpty()) {
      Pointer.free(new Address(address));
      return;
    }
    try {
      int _ = (int) UNMAP.get().invokeExact(address, bytes);
    } catch (Throwable e) {
      throw new IllegalStateException("calling munmap failed", e);
    }
  }
}
