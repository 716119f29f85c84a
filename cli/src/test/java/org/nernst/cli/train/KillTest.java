package org.nernst.cli.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nernst.cli.Main;
import org.nernst.cli.Metrics;

/// Real processes that train two networks, one after the other, are killed (SIGKILL) at random
/// times and resumed; in the end they must leave the same bytes of both as one that nobody has
/// killed.
///
/// The number of kills is 20, or the system property `nernst.kills`.
class KillTest {
  private static final int KILLS = Integer.getInteger("nernst.kills", 20);
  private static final int LONGEST_MILLIS = 250;

  private static final List<String> NAMES =
      List.of("iaf-recurrent-digits-seed0", "lif-digits-seed0");

  @TempDir Path directory;

  private final long seed = System.nanoTime();
  private final Random random = new Random(seed);
  private int kills;

  private static Process start(List<String> words) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("--enable-native-access=ALL-UNNAMED", "-XX:TieredStopAtLevel=1"));
    command.addAll(List.of("-XX:+UseSerialGC", "-Xshare:auto", "-Xmx300m"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
    command.add("train");
    command.addAll(words);
    return new ProcessBuilder(command).redirectErrorStream(true).start();
  }

  private List<String> fresh(String name) {
    return List.of(
        "--model=iaf-recurrent,lif",
        "--encoder=poisson",
        "--examples=320",
        "--epochs=5",
        "--batch-size=8",
        "--hidden=12",
        "--time-steps=6",
        "--checkpoint-every=3",
        "--patience=9",
        "--threads=1",
        "--out=" + directory.resolve(name));
  }

  /// Waits for the first line of a run and kills it some time later.
  ///
  /// @return whether the process ended by itself
  private boolean killed(Process process) throws IOException, InterruptedException {
    boolean atOnce = random.nextInt(6) == 0;
    try (BufferedReader out = process.inputReader()) {
      if (!atOnce) {
        out.readLine();
      }
      boolean ended = process.waitFor(random.nextInt(LONGEST_MILLIS), TimeUnit.MILLISECONDS);
      process.destroyForcibly();
      process.waitFor();
      kills += ended ? 0 : 1;
      return ended;
    } finally {
      process.destroyForcibly();
    }
  }

  private static void runToTheEnd(List<String> words) throws IOException, InterruptedException {
    Process process = start(words);
    try (BufferedReader out = process.inputReader()) {
      List<String> lines = out.lines().toList();
      assertThat(process.waitFor()).as(String.join("\n", lines)).isZero();
    } finally {
      process.destroyForcibly();
    }
  }

  @Test
  void killedAtAnyMomentRunsEndWithTheSameBytes() throws IOException, InterruptedException {
    runToTheEnd(fresh("whole"));
    for (int chain = 1; kills < KILLS; chain++) {
      Path runs = directory.resolve("runs-" + chain);
      List<String> words = fresh("runs-" + chain);
      while (kills < KILLS && !killed(start(words))) {
        if (Files.exists(runs.resolve(NAMES.getFirst()).resolve("config.yaml"))) {
          words = List.of("--resume=" + runs);
        } else {
          deleteWhatCannotBeResumed(runs);
        }
      }
      runToTheEnd(words);
      for (String name : NAMES) {
        Path whole = directory.resolve("whole").resolve(name);
        Path run = runs.resolve(name);
        assertThat(Files.readAllBytes(run.resolve("parameters.safetensors")))
            .as("seed %d, after %d kills, %s", seed, kills, name)
            .isEqualTo(Files.readAllBytes(whole.resolve("parameters.safetensors")));
        assertThat(Metrics.withoutTimes(run))
            .as("seed %d, %s", seed, name)
            .isEqualTo(Metrics.withoutTimes(whole));
      }
    }
  }

  /// What a process has left that was killed before it trained.
  private static void deleteWhatCannotBeResumed(Path runs) throws IOException {
    if (!Files.exists(runs)) {
      return;
    }
    try (Stream<Path> all = Files.walk(runs)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }
}
