package org.nernst.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KernelPoolTest {
  private static final int PARTS = 100;
  private static final int CALLS = 300;

  /// Half the smallest number with a full mantissa.
  private static final float SMALLEST_HALVED = Float.MIN_NORMAL / 2;

  private final int threads = Nernst.threads();

  @AfterEach
  void restoreThreads() {
    Nernst.threads(threads);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 5})
  void everyPartRunsOnce(int count) {
    Nernst.threads(count);
    AtomicIntegerArray runs = new AtomicIntegerArray(PARTS);
    KernelPool.run(PARTS, true, runs::incrementAndGet);
    for (int p = 0; p < PARTS; p++) {
      assertThat(runs.get(p)).isOne();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 5})
  void numbersTooSmallForTheirExponentAreZeroInEveryPartAndNotAfterwards(int count) {
    Nernst.threads(count);
    float[] halves = new float[PARTS];
    float[] whole = new float[PARTS];
    java.util.Arrays.fill(whole, Float.MIN_NORMAL);
    KernelPool.run(PARTS, true, p -> halves[p] = whole[p] * 0.5f);
    assertThat(halves).containsOnly(0);
    assertThat(whole[0] * 0.5f).isEqualTo(SMALLEST_HALVED);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void aFailureReachesTheCallerAndLeavesNoFlushing(int count) {
    Nernst.threads(count);
    float[] whole = {Float.MIN_NORMAL};
    assertThatThrownBy(
            () ->
                KernelPool.run(
                    PARTS,
                    true,
                    p -> {
                      throw new IllegalArgumentException("part " + p);
                    }))
        .satisfies(
            thrown ->
                assertThat(thrown instanceof IllegalArgumentException ? thrown : thrown.getCause())
                    .hasMessageStartingWith("part "));
    assertThat(whole[0] * 0.5f).isEqualTo(SMALLEST_HALVED);
  }

  @Test
  void callersAtTheSameTimeGetTheirOwnPartsAndFindHelpersAsleepOrAwake() throws Exception {
    Nernst.threads(3);
    AtomicIntegerArray runs = new AtomicIntegerArray(PARTS);
    Thread[] callers = new Thread[4];
    for (int c = 0; c < callers.length; c++) {
      callers[c] = new Thread(() -> runOften(runs));
      callers[c].start();
    }
    for (Thread caller : callers) {
      caller.join();
    }
    for (int p = 0; p < PARTS; p++) {
      assertThat(runs.get(p)).isEqualTo(callers.length * CALLS);
    }
  }

  private static void runOften(AtomicIntegerArray runs) {
    for (int call = 0; call < CALLS; call++) {
      int[] own = new int[PARTS];
      KernelPool.run(PARTS, true, p -> own[p]++);
      // all parts are done, by whomever, when the call returns
      for (int p = 0; p < PARTS; p++) {
        runs.addAndGet(p, own[p]);
      }
      if (call % 10 == 0) {
        LockSupport.parkNanos(2 * KernelThread.LOOKOUT_NANOS);
      }
    }
  }

  @Test
  void anInterruptIsKeptForTheCaller() {
    Nernst.threads(2);
    Thread.currentThread().interrupt();
    AtomicIntegerArray runs = new AtomicIntegerArray(PARTS);
    KernelPool.run(PARTS, true, runs::incrementAndGet);
    assertThat(Thread.interrupted()).isTrue();
    assertThat(runs.get(PARTS - 1)).isOne();
  }

  @Test
  void nothingToDoIsDone() {
    KernelPool.run(
        0,
        true,
        p -> {
          throw new AssertionError("part " + p);
        });
  }
}
