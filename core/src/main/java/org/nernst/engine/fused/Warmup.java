package org.nernst.engine.fused;

import java.lang.foreign.Arena;
import java.lang.management.ManagementFactory;
import org.jspecify.annotations.Nullable;
import org.nernst.memory.Memory;
import org.nernst.tensor.DType;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Runs kernels on memory of its own until HotSpot has compiled them, so that the first real call
/// doesn't run in the interpreter.
///
/// That a kernel of vectors is compiled shows in what it allocates: interpreted, and in the first
/// tier, every vector is an object; in the last none is. A kernel that handles one neuron at a time
/// never allocates; it counts as compiled once its time stops falling.
final class Warmup {
  private static final Logger LOG = LoggerFactory.getLogger(Warmup.class);

  /// HotSpot compiles a method with loops for good after some hundred calls at the earliest.
  private static final int CALLS_IN_ROUND = 256;

  private static final int QUIET_ROUNDS = 3;

  /// Bytes that a compiled kernel may allocate in a call: now and then the compiler leaves a
  /// constant boxed before its loops. One that isn't compiled boxes each value of each turn, twice
  /// as much at least.
  private static final int QUIET_BYTES = 2048;

  private static final int STALE_ROUNDS = 12;
  private static final int SCALAR_ROUNDS = 40;
  private static final double FALLING = 0.9;
  private static final int STEPS = 8;
  private static final int VECTORS = 2;
  private static final long MOST_NANOS = 10_000_000_000L;

  private Warmup() {}

  /// Runs a kernel until it is compiled, or for ten seconds.
  ///
  /// @param slots of its graph
  /// @param name for the log
  static void run(ReadyKernel kernel, int slots, DType dtype, String name) {
    // a whole vector and a part of one, so that both entries of the kernel are compiled
    int width = kernel.lanes() == 1 ? VECTORS : VECTORS * kernel.lanes() + 1;
    long bytes = (long) (VECTORS + 1) * kernel.lanes() * dtype.byteSize();
    try (Arena arena = Arena.ofConfined()) {
      long memory = arena.allocate(Math.max(1, slots) * bytes, 64).address();
      Memory.fill(memory, slots * bytes / dtype.byteSize(), 0.5, dtype);
      long[] table = new long[2 * slots];
      for (int slot = 0; slot < slots; slot++) {
        table[2 * slot] = memory + slot * bytes;
      }
      long[] used = new long[2 * slots];
      long start = System.nanoTime();
      Round state = new Round(kernel.lanes() > 1);
      while (!state.isDone()) {
        long before = Allocations.ofThisThread();
        long begin = System.nanoTime();
        for (int call = 0; call < CALLS_IN_ROUND; call++) {
          System.arraycopy(table, 0, used, 0, table.length);
          kernel.run(used, width, STEPS);
        }
        long end = System.nanoTime();
        state.add(end - begin, Allocations.ofThisThread() - before);
        if (end - start > MOST_NANOS) {
          LOG.info("a kernel of neuron {} isn't compiled after {} s", name, MOST_NANOS / 1e9);
          return;
        }
      }
      LOG.debug(
          "a kernel of neuron {} is compiled after {} calls, {} ms",
          name,
          state.rounds * CALLS_IN_ROUND,
          (System.nanoTime() - start) / 1_000_000);
    }
  }

  /// What the rounds so far have shown.
  private static final class Round {
    private final boolean vectors;
    private int rounds;
    private int quiet;
    private int stale;
    private double best = Double.POSITIVE_INFINITY;

    Round(boolean vectors) {
      this.vectors = vectors && Allocations.areKnown();
    }

    void add(long nanos, long allocated) {
      rounds++;
      quiet = allocated <= (long) QUIET_BYTES * CALLS_IN_ROUND ? quiet + 1 : 0;
      if (nanos < FALLING * best) {
        best = nanos;
        stale = 0;
      } else {
        stale++;
      }
    }

    boolean isDone() {
      return vectors ? quiet >= QUIET_ROUNDS : stale >= STALE_ROUNDS && rounds >= SCALAR_ROUNDS;
    }
  }

  /// Bytes that this thread has allocated, where the JVM tells.
  private static final class Allocations {
    private static final com.sun.management.@Nullable ThreadMXBean THREADS = threads();

    private static com.sun.management.@Nullable ThreadMXBean threads() {
      return ManagementFactory.getThreadMXBean() instanceof com.sun.management.ThreadMXBean bean
              && bean.isThreadAllocatedMemorySupported()
              && bean.isThreadAllocatedMemoryEnabled()
          ? bean
          : null;
    }

    static boolean areKnown() {
      return THREADS != null;
    }

    static long ofThisThread() {
      return THREADS == null ? 0 : THREADS.getCurrentThreadAllocatedBytes();
    }
  }
}
