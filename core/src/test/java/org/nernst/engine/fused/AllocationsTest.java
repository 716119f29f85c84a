package org.nernst.engine.fused;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

final class AllocationsTest {
  @Test
  void whatThisThreadAllocatesIsCounted() {
    long before = Allocations.ofThisThread();
    byte[] array = new byte[1 << 20];
    assertThat(Allocations.ofThisThread() - before).isGreaterThanOrEqualTo(array.length);
  }

  @Test
  void virtualThreadsAreNotKnown() throws InterruptedException {
    assertThat(Allocations.areKnown()).isTrue();
    AtomicBoolean known = new AtomicBoolean(true);
    Thread.startVirtualThread(() -> known.set(Allocations.areKnown())).join();
    assertThat(known).isFalse();
  }

  @Test
  void aBoxedMaskInEachTurnIsMoreThanCompiledCodeAllocates() {
    for (int vectorBytes : new int[] {16, 32, 64}) {
      int boxedMask = (32 + vectorBytes) / 2;
      int turns = 64;
      assertThat((long) turns * boxedMask).isGreaterThan(Allocations.compiled(turns, vectorBytes));
    }
  }
}
