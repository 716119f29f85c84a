package org.nernst.cli.train;

import org.nernst.train.Schedule;

/// The learning-rate schedules that a setting names.
final class Schedules {
  private static final double LAST = 0.01;

  private Schedules() {}

  static Schedule of(Settings settings) {
    int epochs = settings.whole(Setting.EPOCHS);
    Schedule schedule =
        switch (settings.word(Setting.SCHEDULE)) {
          case "constant" -> Schedule.constant();
          case "cosine" -> Schedule.cosine(LAST);
          case "exponential" -> Schedule.exponential(Math.pow(LAST, 1.0 / epochs));
          case "step" -> Schedule.step(Math.max(1, epochs / 3), 0.1);
          case String other -> throw new IllegalStateException("no schedule " + other);
        };
    return schedule.afterWarmUp(settings.real(Setting.WARM_UP));
  }
}
