package org.nernst.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class ScheduleTest {
  private static void check(Schedule schedule, double epoch, double expected) {
    assertThat(schedule.factor(epoch, 10)).isCloseTo(expected, within(1e-12));
  }

  @Test
  void constantStays() {
    check(Schedule.constant(), 0, 1);
    check(Schedule.constant(), 9.9, 1);
  }

  @Test
  void stepDropsAfterWholeIntervals() {
    Schedule schedule = Schedule.step(3, 0.1);
    check(schedule, 0, 1);
    check(schedule, 2.99, 1);
    check(schedule, 3, 0.1);
    check(schedule, 6, 0.01);
  }

  @Test
  void exponentialFallsByGammaPerEpoch() {
    check(Schedule.exponential(0.5), 0, 1);
    check(Schedule.exponential(0.5), 2, 0.25);
    check(Schedule.exponential(0.5), 0.5, Math.sqrt(0.5));
  }

  @Test
  void cosineGoesFromOneToItsEnd() {
    Schedule schedule = Schedule.cosine(0.2);
    check(schedule, 0, 1);
    check(schedule, 5, 0.6);
    check(schedule, 10, 0.2);
    check(schedule, 11, 0.2);
  }

  @Test
  void warmUpRisesAndThenTheScheduleHasTheRest() {
    Schedule schedule = Schedule.cosine(0).afterWarmUp(2);
    check(schedule, 0, 1e-3);
    check(schedule, 1, 0.5);
    check(schedule, 2, 1);
    check(schedule, 6, 0.5);
    check(schedule, 10, 0);
    check(Schedule.constant().afterWarmUp(0), 0, 1);
    check(Schedule.constant().afterWarmUp(20), 9, 0.45);
  }

  @Test
  void refusesValuesOutOfRange() {
    assertThatThrownBy(() -> Schedule.step(0, 0.1)).hasMessage("expected every >= 1 epochs, got 0");
    assertThatThrownBy(() -> Schedule.step(1, 0)).hasMessage("expected 0 < gamma <= 1, got 0.0");
    assertThatThrownBy(() -> Schedule.exponential(1.1))
        .hasMessage("expected 0 < gamma <= 1, got 1.1");
    assertThatThrownBy(() -> Schedule.cosine(-0.1)).hasMessage("expected 0 <= last <= 1, got -0.1");
    assertThatThrownBy(() -> Schedule.constant().afterWarmUp(-1))
        .hasMessage("expected warmUp >= 0 epochs, got -1.0");
  }
}
