package org.nernst.cli;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class LogsTest {
  private final Logs logs = new Logs();

  @AfterEach
  void quietAgain() {
    logs.debug(false);
    logs.verbose(false);
  }

  private static boolean shown(Level level) {
    return LoggerFactory.getLogger("org.nernst.some.Place") instanceof Logger logger
        && logger.isEnabledFor(level);
  }

  @Test
  void warningsAloneAreShownUnlessAsked() {
    assertThat(shown(Level.WARN)).isTrue();
    assertThat(shown(Level.INFO)).isFalse();
  }

  @Test
  void verboseShowsInformation() {
    logs.verbose(true);

    assertThat(shown(Level.INFO)).isTrue();
    assertThat(shown(Level.DEBUG)).isFalse();
  }

  @Test
  void debugShowsEverythingAlsoBesideVerbose() {
    logs.debug(true);
    logs.verbose(true);

    assertThat(shown(Level.DEBUG)).isTrue();
  }
}
