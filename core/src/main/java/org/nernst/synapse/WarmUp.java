package org.nernst.synapse;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.locks.LockSupport;
import org.nernst.tensor.DType;

/// Runs a new kernel on a few numbers until the JVM has compiled it: interpreted, a vector
/// operation takes a thousand times longer, and a first call on a long sequence would take seconds.
final class WarmUp {
  private static final int ROWS = 8;
  private static final int WORDS = 2;
  private static final int ENTRIES = 8;

  /// Compiled, a vector operation takes a tenth of that.
  private static final double COMPILED_NANOS = 5;

  private static final long PATIENCE_NANOS = 250_000_000;

  private WarmUp() {}

  /// Runs a scan.
  ///
  /// @param scan new
  static void run(SpikeScan scan, DType dtype) {
    int count = WORDS * Long.SIZE - 1;
    long end = System.nanoTime() + PATIENCE_NANOS;
    try (Arena arena = Arena.ofConfined()) {
      long numbers = arena.allocate((long) count * dtype.byteSize(), 64).address();
      long to = arena.allocate((long) WORDS * Long.BYTES, Long.BYTES).address();
      double nanos;
      long start;
      do {
        start = System.nanoTime();
        for (int call = 0; call < ROWS; call++) {
          scan.scan(numbers, count, to);
        }
        nanos = (double) (System.nanoTime() - start) / (ROWS * count);
      } while (isWaiting(nanos, start, end));
    }
  }

  /// Runs the form for several vectors.
  ///
  /// @param kernel new
  /// @param vectors of its tile
  /// @param lanes of a vector
  static void run(RowKernel kernel, DType dtype, int vectors, int lanes, boolean weighted) {
    int[] starts = new int[ROWS + 1];
    int[] indices = new int[ROWS * ENTRIES];
    double[] values = new double[indices.length];
    for (int r = 0; r < ROWS; r++) {
      starts[r + 1] = (r + 1) * ENTRIES;
      for (int k = 0; k < ENTRIES; k++) {
        indices[r * ENTRIES + k] = k;
      }
    }
    long rowBytes = (long) vectors * lanes * dtype.byteSize();
    int tail = Math.max(1, lanes / 2);
    long end = System.nanoTime() + PATIENCE_NANOS;
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment memory = arena.allocate((ENTRIES + ROWS) * rowBytes, 64);
      long rows = memory.address();
      long to = rows + ENTRIES * rowBytes;
      double nanos;
      long start;
      do {
        start = System.nanoTime();
        for (int call = 0; call < ROWS; call++) {
          // one row at a time: compilation counts calls, and an interpreted row takes long enough
          if (weighted) {
            kernel.manyWeighted(
                starts, call, call + 1, indices, values, rows, rowBytes, rows, 0, to, rowBytes,
                tail);
          } else {
            kernel.many(
                starts, call, call + 1, indices, rows, rowBytes, rows, 0, to, rowBytes, tail);
          }
        }
        nanos = (double) (System.nanoTime() - start) / (ROWS * ENTRIES * vectors);
      } while (isWaiting(nanos, start, end));
    }
  }

  /// Leaves the processor to the compiler for as long as the calls have taken, if they have to go
  /// on: more of them would only have it compile the parts of the Vector API one by one.
  private static boolean isWaiting(double nanos, long start, long end) {
    long now = System.nanoTime();
    if (nanos <= COMPILED_NANOS || now > end) {
      return false;
    }
    LockSupport.parkNanos(now - start);
    return true;
  }
}
