package org.nernst.cli.train;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nernst.cli.UsageError;

class RunLockTest {
  @TempDir Path directory;

  @Test
  void oneAtATimeTrainsInADirectory() throws IOException {
    RunDirectory run = RunDirectory.create(directory, "run");
    try (RunLock _ = RunLock.of(run)) {
      assertThatThrownBy(() -> RunLock.of(run))
          .isInstanceOf(UsageError.class)
          .hasMessage("another process is training in " + run.path());
    }
    RunLock.of(run).close();
  }
}
