package org.nernst.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class BlockPoolTest {
  private static final long MB = 1L << 20;
  private static final Duration LONG = Duration.ofHours(1);

  @Test
  void blocksAreAtMostAnEighthLargerThanAskedFor() {
    Random random = new Random(3);
    for (int i = 0; i < 10_000; i++) {
      long bytes = 1 + random.nextLong(1L << (8 + random.nextInt(30)));
      long block = BlockPool.blockBytes(bytes);
      assertThat(block).isBetween(bytes, bytes + bytes / 8 + 1);
      assertThat(BlockPool.blockBytes(block)).isEqualTo(block);
    }
  }

  @Test
  void aReleasedBlockServesTheNextOfItsSize() {
    BlockPool pool = new BlockPool(64 * MB, LONG);
    long first = pool.take(MB);
    long other = pool.take(MB);
    assertThat(other).isNotEqualTo(first);
    pool.release(first);
    assertThat(pool.take(3 * MB)).isNotIn(first, other);
    assertThat(pool.take(MB - 1)).isEqualTo(first);
    assertThat(pool.isTaken(first)).isTrue();
    assertThat(pool.freeBytes()).isZero();
  }

  @Test
  void blocksAreAlignedToCacheLinesAndBigOnesToHugePages() {
    BlockPool pool = new BlockPool(64 * MB, LONG);
    for (long bytes : new long[] {1, 200_001, MB + 1, 4 * MB, 17 * MB}) {
      assertThat(pool.take(bytes) % (bytes < 4 * MB ? 64 : 2 * MB)).isZero();
    }
  }

  @Test
  void freeBlocksStayBelowTheLimitAndTheOldestGoFirst() {
    BlockPool pool = new BlockPool(3 * MB, LONG);
    long old = pool.take(2 * MB);
    long young = pool.take(MB);
    long youngest = pool.take(MB);
    pool.release(old);
    pool.release(young);
    assertThat(pool.freeBytes()).isEqualTo(3 * MB);
    pool.release(youngest);
    assertThat(pool.freeBytes()).isEqualTo(2 * MB);
    assertThat(List.of(pool.take(MB), pool.take(MB))).containsExactlyInAnyOrder(young, youngest);
    pool.release(young);
    pool.limit(0);
    assertThat(pool.freeBytes()).isZero();
    pool.release(youngest);
    assertThat(pool.freeBytes()).isZero();
  }

  @Test
  void whatNobodyAsksForIsGivenBack() {
    BlockPool pool = new BlockPool(64 * MB, Duration.ZERO);
    long idle = pool.take(MB);
    long other = pool.take(2 * MB);
    pool.release(idle);
    pool.release(other);
    assertThat(pool.freeBytes()).isLessThan(3 * MB);
  }

  @Test
  void anAddressThatIsNotItsOwnIsLeftAlone() {
    BlockPool pool = new BlockPool(64 * MB, LONG);
    long block = pool.take(MB);
    pool.release(block);
    pool.release(block);
    pool.release(64);
    assertThat(pool.freeBytes()).isEqualTo(MB);
  }

  @Test
  @SuppressWarnings("restricted")
  void noTwoThreadsHoldTheSameBlock() throws Exception {
    BlockPool pool = new BlockPool(4 * MB, LONG);
    Callable<Boolean> work =
        () -> {
          Random random = new Random(Thread.currentThread().threadId());
          boolean intact = true;
          for (int i = 0; i < 2_000; i++) {
            long bytes = 1024L << random.nextInt(8);
            long address = pool.take(bytes);
            long mark = random.nextLong();
            MemorySegment block = MemorySegment.ofAddress(address).reinterpret(bytes);
            block.set(ValueLayout.JAVA_LONG, 0, mark);
            block.set(ValueLayout.JAVA_LONG, bytes - 8, ~mark);
            Thread.onSpinWait();
            intact &= block.get(ValueLayout.JAVA_LONG, 0) == mark;
            intact &= block.get(ValueLayout.JAVA_LONG, bytes - 8) == ~mark;
            pool.release(address);
          }
          return intact;
        };
    try (var threads = Executors.newFixedThreadPool(4)) {
      List<Future<Boolean>> all = new ArrayList<>();
      for (int t = 0; t < 4; t++) {
        all.add(threads.submit(work));
      }
      HashSet<Boolean> results = new HashSet<>();
      for (Future<Boolean> one : all) {
        results.add(one.get());
      }
      assertThat(results).containsExactly(true);
    }
    assertThat(pool.freeBytes()).isBetween(1L, 4 * MB);
  }
}
