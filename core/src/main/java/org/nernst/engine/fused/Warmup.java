package org.nernst.engine.fused;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.nernst.memory.Memory;
import org.nernst.tensor.DType;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Runs a kernel on memory of its own until HotSpot has compiled it, so that no real call has to
/// run it in the interpreter.
///
/// That a kernel of vectors is compiled shows in what it allocates: interpreted, and in the first
/// tier, every vector is an object; in the last none is. A kernel that handles one neuron at a time
/// never allocates; it counts as compiled once its time stops falling.
final class Warmup {
  private static final Logger LOG = LoggerFactory.getLogger(Warmup.class);

  /// Interpreted, a kernel takes a thousand times longer, so what is run then is short, and calls
  /// without neurons are counted as well as others.
  private static final int FIRST_CALLS = 4;

  private static final int EMPTY_CALLS = 256;
  private static final int EMPTY_STEPS = 20;

  private static final int MOST_CALLS = 256;
  private static final long ROUND_NANOS = 1_000_000;
  private static final int QUIET_CALLS = 256;

  private static final int STALE_ROUNDS = 12;
  private static final int SCALAR_ROUNDS = 40;
  private static final double FALLING = 0.9;

  /// Enough for one value left boxed in each turn to be more than [#quietBytes].
  private static final int STEPS = 8;

  /// Enough for half a value.
  private static final int PROOF_STEPS = 64;

  private static final int VECTORS = 2;
  private static final int CACHE_LINE = 64;

  private final BoundKernel kernel;
  private final int width;

  /// Holds what the table points into.
  private final MemorySegment memory;

  private final long[] table;
  private final long[] used;

  private final boolean vectors;
  private final long quietBytes;
  private int rounds;
  private int calls;
  private int quiet;
  private int stale;
  private double best = Double.POSITIVE_INFINITY;

  /// @param kernel whose compiled form is wanted
  Warmup(BoundKernel kernel) {
    this.kernel = kernel;
    int slots = kernel.graph().slots();
    DType dtype = kernel.graph().dtype;
    vectors = kernel.lanes() > 1 && Allocations.areKnown();
    // whole vectors and a part of one, whose way to the kernel is another
    width = kernel.lanes() == 1 ? VECTORS : VECTORS * kernel.lanes() + 1;
    int vectorBytes = kernel.lanes() * dtype.byteSize();
    quietBytes = 2 * Allocations.compiled(0, vectorBytes);
    long bytes = (long) (VECTORS + 1) * vectorBytes;
    memory = Arena.ofAuto().allocate(Math.max(1, slots) * bytes, CACHE_LINE);
    Memory.fill(memory.address(), slots * bytes / dtype.byteSize(), 0.5, dtype);
    table = new long[2 * slots];
    for (int slot = 0; slot < slots; slot++) {
      table[2 * slot] = memory.address() + slot * bytes;
    }
    used = new long[2 * slots];
  }

  /// Runs on this thread.
  ///
  /// @param mostNanos after which it gives up
  /// @return whether the kernel is compiled
  boolean run(long mostNanos) {
    long start = System.nanoTime();
    while (!round()) {
      if (System.nanoTime() - start > mostNanos) {
        LOG.info("a kernel isn't compiled after {} s", mostNanos / 1e9);
        return false;
      }
    }
    LOG.debug(
        "a kernel is compiled after {} calls, {} ms",
        calls,
        (System.nanoTime() - start) / 1_000_000);
    return true;
  }

  Kernel kernel() {
    return kernel.kernel();
  }

  /// {@return whether a call allocates no more than compiled code does}
  boolean isQuiet() {
    System.arraycopy(table, 0, used, 0, table.length);
    return kernel.runWatched(used, width, PROOF_STEPS);
  }

  /// Runs a few calls, for a millisecond or so.
  ///
  /// @return whether the kernel is compiled
  boolean round() {
    boolean first = calls < FIRST_CALLS;
    long before = Allocations.ofThisThread();
    long begin = System.nanoTime();
    long end = begin;
    int done = 0;
    while (done < MOST_CALLS && end - begin < ROUND_NANOS) {
      System.arraycopy(table, 0, used, 0, table.length);
      kernel.run(used, width, STEPS);
      done++;
      end = System.nanoTime();
    }
    long allocated = Allocations.ofThisThread() - before;
    if (first && calls + done >= FIRST_CALLS) {
      for (int call = 0; call < EMPTY_CALLS; call++) {
        kernel.runEmpty(table, EMPTY_STEPS);
      }
    }
    add(done, end - begin, allocated);
    if (!vectors) {
      return stale >= STALE_ROUNDS && rounds >= SCALAR_ROUNDS;
    }
    if (quiet >= QUIET_CALLS && !isQuiet()) {
      quiet = 0;
    }
    return quiet >= QUIET_CALLS;
  }

  private void add(int done, long nanos, long allocated) {
    rounds++;
    calls += done;
    quiet = allocated <= quietBytes * done ? quiet + done : 0;
    double each = (double) nanos / done;
    if (each < FALLING * best) {
      best = each;
      stale = 0;
    } else {
      stale++;
    }
  }
}
