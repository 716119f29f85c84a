package org.nernst.cli.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nernst.cli.Main;

class StopOnInterruptTest {
  private static final int TERMINATED = 128 + 15;

  @TempDir Path directory;

  @Test
  void aProcessThatIsToldToEndSavesFirstAndSaysWhere() throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                "train",
                "--model=lif",
                "--examples=200",
                "--epochs=100000",
                "--out=" + directory)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    try (BufferedReader out = process.inputReader()) {
      assertThat(out.readLine()).startsWith("lif epoch 1/100000  loss ");
      // Process.destroy would close the stream that is read here.
      process.toHandle().destroy();
      List<String> last = out.lines().toList();
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).isEqualTo(TERMINATED);
      assertThat(last).contains("lif stopped: interrupted");
      Path run = directory.resolve("lif-digits-seed0");
      assertThat(last.get(last.size() - 2))
          .matches("lif interrupted in epoch \\d+; its parameters are saved in .*")
          .endsWith(run.toString());
      assertThat(last.getLast()).isEqualTo("nernst train --resume " + run + " goes on from there");
      assertThat(run.resolve("checkpoints")).isNotEmptyDirectory();
      assertThat(run.resolve("parameters.safetensors")).isNotEmptyFile();
      assertThat(Files.readString(run.resolve("metrics.jsonl")))
          .contains("\"stop_reason\":\"interrupted\"");
    } finally {
      process.destroyForcibly();
    }
  }

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
