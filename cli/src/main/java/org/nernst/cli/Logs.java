package org.nernst.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import org.slf4j.LoggerFactory;

/// How much of the log is shown on standard error: warnings, with `--verbose` information, with
/// `--debug` everything of Nernst.
final class Logs {
  private boolean debug;
  private boolean verbose;

  void debug(boolean on) {
    debug = on;
    apply();
  }

  void verbose(boolean on) {
    verbose = on;
    apply();
  }

  boolean debug() {
    return debug;
  }

  Level level() {
    if (debug) {
      return Level.DEBUG;
    }
    return verbose ? Level.INFO : Level.WARN;
  }

  private void apply() {
    if (LoggerFactory.getLogger("org.nernst") instanceof Logger logger) {
      logger.setLevel(level());
    }
  }
}
