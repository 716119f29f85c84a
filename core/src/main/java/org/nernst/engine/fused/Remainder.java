package org.nernst.engine.fused;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.nernst.memory.Memory;

/// Runs a kernel over the neurons that fill no whole vector: on copies with room for one.
///
/// Masked reads and writes would do without copies, but HotSpot's first compiler runs out of
/// registers over a few of them, and a method that it gives up on may never reach the second.
final class Remainder {
  /// Most steps in one call of the kernel, whose copies stay in the nearest cache.
  private static final int STEPS = 16;

  private static final int CACHE_LINE = 64;
  private static final ThreadLocal<Remainder> OWN = ThreadLocal.withInitial(Remainder::new);

  private long[] table = new long[0];
  private long[] copies = new long[0];
  private MemorySegment memory = MemorySegment.NULL;

  private Remainder() {}

  /// Runs the kernel.
  ///
  /// @param slots see [Kernel#run]; changed
  /// @param reads for each of the first slots whether it is read; those behind are written
  /// @param bytes of the neurons, below a vector's
  static void run(
      Kernel kernel,
      long uniforms,
      long[] slots,
      boolean[] reads,
      int bytes,
      int vectorBytes,
      int steps) {
    Remainder own = OWN.get();
    int most = own.prepare(slots, reads, vectorBytes, steps);
    for (int done = 0; done < steps; done += most) {
      int now = Math.min(most, steps - done);
      own.copyIn(slots, reads, bytes, vectorBytes, now);
      kernel.run(own.table, uniforms, vectorBytes, now);
      own.copyOut(slots, reads, bytes, vectorBytes, now);
    }
  }

  /// Finds a place for each slot's copies.
  ///
  /// @return how many steps may be run at once
  private int prepare(long[] slots, boolean[] reads, int vectorBytes, int steps) {
    int most = isHandedOn(slots, reads, steps) ? 1 : Math.min(STEPS, steps);
    int count = slots.length / 2;
    if (table.length != slots.length) {
      table = new long[slots.length];
      copies = new long[count];
    }
    long size = (long) count * most * vectorBytes;
    if (memory.byteSize() < size) {
      memory = Arena.ofAuto().allocate(size, CACHE_LINE);
    }
    long next = memory.address();
    for (int slot = 0; slot < count; slot++) {
      int same = slot < reads.length || slots[2 * slot + 1] != 0 ? -1 : loaded(slots, reads, slot);
      copies[slot] = same < 0 ? next : copies[same];
      next += same >= 0 ? 0 : slots[2 * slot + 1] == 0 ? vectorBytes : (long) most * vectorBytes;
    }
    return most;
  }

  /// {@return the slot that reads in every step what a slot writes, -1 for none}
  private static int loaded(long[] slots, boolean[] reads, int slot) {
    for (int load = 0; load < reads.length; load++) {
      if (reads[load] && slots[2 * load] == slots[2 * slot] && slots[2 * load + 1] == 0) {
        return load;
      }
    }
    return -1;
  }

  /// Whether a step reads what an earlier one has written elsewhere.
  private static boolean isHandedOn(long[] slots, boolean[] reads, int steps) {
    for (int load = 0; load < reads.length; load++) {
      for (int store = reads.length; store < slots.length / 2; store++) {
        long distance = Math.max(Math.abs(slots[2 * load + 1]), Math.abs(slots[2 * store + 1]));
        long apart = Math.abs(slots[2 * load] - slots[2 * store]);
        boolean inPlace = apart == 0 && slots[2 * load + 1] == slots[2 * store + 1];
        if (reads[load] && !inPlace && distance != 0 && apart < Math.min(STEPS, steps) * distance) {
          return true;
        }
      }
    }
    return false;
  }

  private void copyIn(long[] slots, boolean[] reads, int bytes, int vectorBytes, int steps) {
    for (int slot = 0; slot < copies.length; slot++) {
      long distance = slots[2 * slot + 1];
      table[2 * slot] = copies[slot];
      table[2 * slot + 1] = distance == 0 ? 0 : vectorBytes;
      if (slot < reads.length && reads[slot]) {
        int rows = distance == 0 ? 1 : steps;
        for (int t = 0; t < rows; t++) {
          copy(slots[2 * slot] + t * distance, copies[slot] + (long) t * vectorBytes, bytes);
        }
      }
    }
  }

  private void copyOut(long[] slots, boolean[] reads, int bytes, int vectorBytes, int steps) {
    for (int slot = 0; slot < copies.length; slot++) {
      long distance = slots[2 * slot + 1];
      if (slot >= reads.length) {
        int rows = distance == 0 ? 1 : steps;
        for (int t = 0; t < rows; t++) {
          copy(copies[slot] + (long) t * vectorBytes, slots[2 * slot] + t * distance, bytes);
        }
      }
      slots[2 * slot] += steps * distance;
    }
  }

  private static void copy(long from, long to, int bytes) {
    for (int k = 0; k < bytes; k += Integer.BYTES) {
      Memory.ALL.set(
          ValueLayout.JAVA_INT_UNALIGNED,
          to + k,
          Memory.ALL.get(ValueLayout.JAVA_INT_UNALIGNED, from + k));
    }
  }
}
