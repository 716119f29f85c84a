package org.nernst.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntToLongFunction;
import org.junit.jupiter.api.Test;

final class StopwatchTest {
  private long now;
  private int runs;

  @Test
  void runsSlowWorkThreeTimesAfterItsWarmUp() {
    assertThat(nanos(10, _ -> 2_000)).isEqualTo(2_000);
    assertThat(runs).isEqualTo(4);
  }

  @Test
  void leavesHalfOfTheTimeToWarmUp() {
    assertThat(nanos(1_000, run -> run < 50 ? 10 : 1)).isEqualTo(1);
    assertThat(runs).isEqualTo(550);
  }

  @Test
  void isNotMisledByOneSlowRun() {
    assertThat(nanos(1_000, run -> run == 80 ? 400 : 10)).isEqualTo(10);
  }

  @Test
  void takesTurns() {
    List<Integer> order = new ArrayList<>();
    Workload slow = () -> run(order, 1, 30);
    Workload quick = () -> run(order, 2, 10);
    double[] nanos =
        new Stopwatch(Duration.ofNanos(200), () -> now).alternating(List.of(slow, quick));
    assertThat(nanos).containsExactly(30, 10);
    assertThat(order).startsWith(1, 2, 1, 2).endsWith(1, 2);
  }

  private void run(List<Integer> order, int which, long time) {
    order.add(which);
    now += time;
  }

  private double nanos(long budget, IntToLongFunction timeOfRun) {
    Workload work = () -> now += timeOfRun.applyAsLong(runs++);
    return new Stopwatch(Duration.ofNanos(budget), () -> now).nanos(work);
  }
}
