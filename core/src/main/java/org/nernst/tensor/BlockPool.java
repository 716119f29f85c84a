package org.nernst.tensor;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.SequencedSet;
import org.jspecify.annotations.Nullable;

/// Blocks of main memory that outlive the tensors on them and serve the next ones: the first use of
/// fresh memory costs as much as a kernel that fills it, because the system hands it out page by
/// page.
///
/// Sizes come in classes an eighth of a power of two apart. Free blocks together stay below a
/// limit, and those that nobody has asked for in a while are given back, the oldest first. Any
/// thread may take a block and any may release it.
final class BlockPool {
  /// Below this size malloc keeps memory by itself.
  static final long LEAST_BYTES = 128 << 10;

  private static final long HUGE_PAGE = 2 << 20;
  private static final long CACHE_LINE = 64;

  private static final class Block {
    private final long memory;
    private final long address;
    private final long bytes;
    private long releasedAt;

    /// @param memory address of what the system gave
    /// @param address of the block in it
    Block(long memory, long address, long bytes) {
      this.memory = memory;
      this.address = address;
      this.bytes = bytes;
    }
  }

  private final Map<Long, Block> taken = new HashMap<>();
  private final Map<Long, ArrayDeque<Block>> free = new HashMap<>();
  private final SequencedSet<Block> byAge = new LinkedHashSet<>();
  private final long patience;
  private long limit;
  private long freeBytes;

  /// @param limit most bytes of free blocks to hold, 0 for none
  /// @param patience after which a free block is given back
  BlockPool(long limit, Duration patience) {
    this.limit = limit;
    this.patience = patience.toNanos();
  }

  /// {@return the size of the block for so many bytes}
  static long blockBytes(long bytes) {
    long grain = Math.max(1, Long.highestOneBit(Math.max(1, bytes - 1)) >>> 3);
    return Math.ceilDiv(bytes, grain) * grain;
  }

  /// Takes a block.
  ///
  /// @return its address, 0 if there is no memory
  synchronized long take(long bytes) {
    long size = blockBytes(bytes);
    ArrayDeque<Block> fitting = free.get(size);
    // the last one released is the likeliest to be in a cache
    Block block = fitting == null ? null : fitting.pollLast();
    if (block == null) {
      block = allocated(size);
    } else {
      byAge.remove(block);
      freeBytes -= size;
    }
    if (block == null) {
      return 0;
    }
    taken.put(block.address, block);
    return block.address;
  }

  private static long alignment(long size) {
    return size >= 2 * HUGE_PAGE ? HUGE_PAGE : CACHE_LINE;
  }

  private @Nullable Block allocated(long size) {
    long alignment = alignment(size);
    long memory = SystemMemory.take(size + alignment);
    if (memory == 0) {
      trim(0);
      memory = SystemMemory.take(size + alignment);
      if (memory == 0) {
        return null;
      }
    }
    long address = Math.ceilDiv(memory, alignment) * alignment;
    if (alignment == HUGE_PAGE) {
      HugePages.advise(address, size / HUGE_PAGE * HUGE_PAGE);
    }
    return new Block(memory, address, size);
  }

  /// Gives a block back.
  ///
  /// @param address that [#take] gave
  synchronized void release(long address) {
    Block block = taken.remove(address);
    if (block == null) {
      return;
    }
    long now = System.nanoTime();
    block.releasedAt = now;
    free.computeIfAbsent(block.bytes, _ -> new ArrayDeque<>()).addLast(block);
    byAge.addLast(block);
    freeBytes += block.bytes;
    trim(limit);
    while (!byAge.isEmpty() && now - byAge.getFirst().releasedAt > patience) {
      free(byAge.getFirst());
    }
  }

  /// Frees the oldest blocks until no more than so many bytes are held.
  private void trim(long most) {
    while (freeBytes > most) {
      free(byAge.getFirst());
    }
  }

  private void free(Block block) {
    byAge.remove(block);
    ArrayDeque<Block> same = free.get(block.bytes);
    if (same != null) {
      same.remove(block);
      if (same.isEmpty()) {
        free.remove(block.bytes);
      }
    }
    freeBytes -= block.bytes;
    SystemMemory.release(block.memory, block.bytes + alignment(block.bytes));
  }

  /// Sets the most bytes of free blocks to hold, and frees what is above.
  synchronized void limit(long bytes) {
    limit = bytes;
    trim(bytes);
  }

  synchronized long limit() {
    return limit;
  }

  /// {@return bytes of blocks that no tensor uses}
  synchronized long freeBytes() {
    return freeBytes;
  }

  /// {@return whether a block at an address is in use}
  synchronized boolean isTaken(long address) {
    return taken.containsKey(address);
  }
}
