package org.nernst.cli;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.LoggingEvent;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LogSetupTest {
  private static final String FILE_PROPERTY = "logback.configurationFile";

  private final LoggerContext context = new LoggerContext();
  private final @Nullable String file = System.getProperty(FILE_PROPERTY);

  @BeforeEach
  void withoutFile() {
    System.clearProperty(FILE_PROPERTY);
  }

  @AfterEach
  void asBefore() {
    context.stop();
    if (file != null) {
      System.setProperty(FILE_PROPERTY, file);
    }
  }

  @Test
  void isFoundByTheLog() {
    assertThat(ServiceLoader.load(Configurator.class)).hasAtLeastOneElementOfType(LogSetup.class);
  }

  @Test
  void showsWarningsOnStandardErrorAndDamagedFilesOnce() {
    assertThat(new LogSetup().configure(context))
        .isEqualTo(Configurator.ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY);
    assertThat(context.getLogger("ROOT").getAppender("stderr")).isNotNull();
    assertThat(context.getLogger("org.nernst.some.Place").getEffectiveLevel())
        .isEqualTo(Level.WARN);
    assertThat(context.getLogger("io.jhdf.HdfFile").getEffectiveLevel()).isEqualTo(Level.ERROR);
  }

  @Test
  void leavesTheLogToAFileThatIsNamed() {
    System.setProperty(FILE_PROPERTY, "some.xml");
    assertThat(new LogSetup().configure(context))
        .isEqualTo(Configurator.ExecutionStatus.INVOKE_NEXT_IF_ANY);
    assertThat(context.getLogger("ROOT").getAppender("stderr")).isNull();
    System.clearProperty(FILE_PROPERTY);
  }

  @Test
  void aLineHasTimeLevelClassMessageAndWhatWasThrown() {
    LoggingEvent event =
        new LoggingEvent(
            LogSetupTest.class.getName(),
            context.getLogger("org.nernst.some.Place"),
            Level.WARN,
            "{} spikes",
            new IllegalStateException("too many"),
            new Object[] {12});
    assertThat(new LogSetup.Line().doLayout(event))
        .matches("(?s)\\d\\d:\\d\\d:\\d\\d WARN  Place: 12 spikes\\R.*")
        .contains("IllegalStateException: too many")
        .contains("at org.nernst.cli.LogSetupTest");
  }
}
