package org.nernst.io;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class IoFormatExceptionTest {
  @Test
  void theMessageNamesTheFileAndSaysWhatIsWrong() {
    IoFormatException exception = new IoFormatException(Path.of("a", "b.pt"), "expected 1, got 2");

    assertThat(exception.file()).isEqualTo(Path.of("a", "b.pt").toString());
    assertThat(exception.problem()).isEqualTo("expected 1, got 2");
    assertThat(exception).hasMessage(exception.file() + ": expected 1, got 2");
  }

  @Test
  void namesOutOfTheFileDontMakeItEndless() {
    IoFormatException exception = new IoFormatException(Path.of("x"), "got " + "a".repeat(10_000));

    assertThat(exception.problem()).hasSize(1003).endsWith("a...");
  }
}
