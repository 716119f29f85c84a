package org.nernst.tensor;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import org.bytedeco.javacpp.Pointer;

/// Makes the garbage collector run when tensors outside scopes pile up: it sees handles of a few
/// bytes, not the memory behind them.
final class MemoryPressure {
  private static final long CHECK_BYTES = 128L << 20;
  private static final int CHECK_COUNT = 20_000;
  private static final Duration PATIENCE = Duration.ofMillis(500);

  // Counted without a lock: a lost update delays a check by one tensor.
  private static long bytes;
  private static int count;
  private static long least = Math.max(1L << 30, systemMemory() / 4);
  private static long limit = least;

  private MemoryPressure() {}

  /// Notes a tensor that only the garbage collector will free.
  static void made(long size) {
    bytes += size;
    if (++count >= CHECK_COUNT || bytes >= CHECK_BYTES) {
      bytes = 0;
      count = 0;
      relieve();
    }
  }

  private static synchronized void relieve() {
    if (Pointer.physicalBytes() <= limit) {
      return;
    }
    System.gc();
    long until = System.nanoTime() + PATIENCE.toNanos();
    while (Pointer.physicalBytes() > limit && System.nanoTime() < until) {
      try {
        Thread.sleep(5);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        break;
      }
    }
    // What stays is in use: ask again only after it has grown by a quarter.
    limit = Math.max(least, Pointer.physicalBytes() / 4 * 5);
  }

  /// Sets the resident bytes above which the collector is asked to run.
  ///
  /// @return the earlier limit
  static synchronized long limit(long resident) {
    long earlier = least;
    least = resident;
    limit = resident;
    return earlier;
  }

  private static long systemMemory() {
    return ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean system
        ? system.getTotalMemorySize()
        : Pointer.totalPhysicalBytes();
  }
}
