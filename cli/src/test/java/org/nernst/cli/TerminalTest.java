package org.nernst.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class TerminalTest {
  @Test
  void coloursNeedATerminal() {
    assertThat(Terminal.colours(true, Map.of("TERM", "xterm"))).isTrue();
    assertThat(Terminal.colours(false, Map.of("TERM", "xterm"))).isFalse();
  }

  @Test
  void noColorAndDumbTerminalsAreRespected() {
    assertThat(Terminal.colours(true, Map.of("NO_COLOR", "1"))).isFalse();
    assertThat(Terminal.colours(true, Map.of("NO_COLOR", ""))).isTrue();
    assertThat(Terminal.colours(true, Map.of("TERM", "dumb"))).isFalse();
  }
}
