package org.nernst.cli.train;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class StopOnInterruptTest {
  @Test
  void leavesNoHookBehindWhenNobodyInterrupts() {
    StopOnInterrupt first = new StopOnInterrupt();
    first.close();
    assertThat(first.wasInterrupted()).isFalse();
    // Closing twice is harmless, and another one can be made.
    first.close();
    new StopOnInterrupt().close();
  }
}
