package org.nernst.engine.fused;

import java.lang.management.ManagementFactory;
import org.jspecify.annotations.Nullable;

/// What threads allocate, by which a compiled kernel of vectors is told from one that isn't: in the
/// interpreter and in the first tier every vector is an object, in the last tier none is.
final class Allocations {
  private static final com.sun.management.@Nullable ThreadMXBean THREADS = threads();

  /// Objects outside its loops that a compiled kernel may make: now and then the compiler leaves a
  /// constant boxed.
  private static final int CONSTANTS = 10;

  /// Headers of a vector and of the array in it.
  private static final long BOX_BYTES = 32;

  private Allocations() {}

  private static com.sun.management.@Nullable ThreadMXBean threads() {
    return ManagementFactory.getThreadMXBean() instanceof com.sun.management.ThreadMXBean bean
            && bean.isThreadAllocatedMemorySupported()
            && bean.isThreadAllocatedMemoryEnabled()
        ? bean
        : null;
  }

  /// {@return whether the JVM tells what this thread allocates: it doesn't for virtual ones}
  static boolean areKnown() {
    return THREADS != null && !Thread.currentThread().isVirtual();
  }

  /// {@return bytes that this thread has allocated, 0 where the JVM doesn't tell}
  static long ofThisThread() {
    return THREADS == null ? 0 : THREADS.getCurrentThreadAllocatedBytes();
  }

  /// {@return the most bytes that a compiled kernel allocates in a call}
  ///
  /// A quarter of a vector in each turn is allowed for: even a boxed mask is more.
  ///
  /// @param turns of its inner loop
  /// @param vectorBytes length of a vector
  static long compiled(long turns, int vectorBytes) {
    long box = BOX_BYTES + vectorBytes;
    return CONSTANTS * box + turns * box / 4;
  }
}
