package org.nernst.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `nernst train --resume`, in this process: what it says, refuses and repairs.
class ResumeTest {
  @TempDir Path directory;

  private record Result(int status, String out, String err) {}

  private static Result nernst(String... words) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int status = Main.run(new PrintWriter(out, true), new PrintWriter(err, true), false, words);
    return new Result(status, out.toString(), err.toString());
  }

  private Path train(String name, int epochs, String... more) {
    List<String> words = new ArrayList<>(List.of("train", "--model", "iaf", "--name", name));
    words.addAll(List.of("--examples", "120", "--epochs", "" + epochs, "--time-steps", "8"));
    words.addAll(List.of("--hidden", "12", "--out", directory.toString(), "--encoder", "poisson"));
    words.addAll(List.of(more));
    Result result = nernst(words.toArray(String[]::new));
    assertThat(result.err()).isEmpty();
    assertThat(result.status()).isZero();
    return directory.resolve(name);
  }

  private static Result resume(Path run, String... more) {
    List<String> words = new ArrayList<>(List.of("train", "--resume", run.toString()));
    words.addAll(List.of(more));
    return nernst(words.toArray(String[]::new));
  }

  private static List<Path> checkpoints(Path run) throws IOException {
    try (Stream<Path> all = Files.list(run.resolve("checkpoints"))) {
      return all.sorted().toList();
    }
  }

  /// Takes away what is written at the end, and the newest checkpoints.
  private static void cut(Path run, int newest) throws IOException {
    Files.delete(run.resolve("result.json"));
    Files.delete(run.resolve("parameters.safetensors"));
    List<Path> all = checkpoints(run);
    for (Path checkpoint : all.subList(all.size() - newest, all.size())) {
      try (Stream<Path> files = Files.list(checkpoint)) {
        for (Path file : files.toList()) {
          Files.delete(file);
        }
      }
      Files.delete(checkpoint);
    }
  }

  @Test
  void aRunThatLacksItsEndIsBroughtToTheSameEnd() throws IOException {
    Path whole = train("whole", 3, "--checkpoint-every", "1", "--checkpoint-keep", "99");
    byte[] parameters = Files.readAllBytes(whole.resolve("parameters.safetensors"));
    List<String> metrics = Metrics.withoutTimes(whole);
    assertThat(checkpoints(whole)).hasSize(9);
    for (int newest : new int[] {0, 1, 5, 9}) {
      cut(whole, newest);
      Result result = resume(whole, "--checkpoint-keep", "99");
      assertThat(result.err()).isEmpty();
      assertThat(result.status()).isZero();
      assertThat(result.out().lines().toList().getLast()).matches("iaf +test accuracy .*");
      assertThat(Files.readAllBytes(whole.resolve("parameters.safetensors"))).isEqualTo(parameters);
      assertThat(Metrics.withoutTimes(whole)).isEqualTo(metrics);
    }
  }

  @Test
  void aFinishedRunSaysSo() throws IOException {
    Path run = train("finished", 1);
    byte[] before = Files.readAllBytes(run.resolve("metrics.jsonl"));
    Result result = resume(run);
    assertThat(result.status()).isZero();
    assertThat(result.out())
        .matches(
            "iaf is finished, there is nothing to resume: test accuracy .* after 1 epochs.*\n");
    assertThat(Files.readAllBytes(run.resolve("metrics.jsonl"))).isEqualTo(before);
  }

  @Test
  void otherSettingsAreRefusedByName() throws IOException {
    Path run = train("settings", 2);
    check(
        resume(run, "--epochs", "3"),
        "a run is resumed with the settings that it began with: --epochs is 2 there, not 3");
    check(resume(run, "--model", "lif"), "--model is iaf there, not lif");
    check(resume(run, "--alpha", "2"), "--alpha is not set there, not 2");
    check(resume(run, "--lr", "many"), "expected a number > 0 for --lr, got 'many'");
    Path file = directory.resolve("other.yaml");
    Files.writeString(file, "hidden: 13\n");
    check(
        resume(run, "--config", file.toString()),
        "hidden in " + file + ", line 1 is 12 there, not 13");
    assertThat(resume(run, "--epochs", "2", "--threads", "1", "--lr", "0.005").status()).isZero();

    cut(run, 0);
    Path config = run.resolve("config.yaml");
    Files.writeString(config, Files.readString(config).replace("hidden: 12", "hidden: 14"));
    check(resume(run), config + ": hidden is 14, but was 12 when the checkpoint was saved");
  }

  private static void check(Result result, String message) {
    assertThat(result.status()).isEqualTo(2);
    assertThat(result.err()).contains(message);
    assertThat(result.err().lines()).hasSize(1);
  }

  @Test
  void aDamagedNewestCheckpointIsReportedAndTheOneBeforeIsUsed() throws IOException {
    Path run = train("damaged", 3);
    byte[] parameters = Files.readAllBytes(run.resolve("parameters.safetensors"));
    cut(run, 0);
    List<Path> all = checkpoints(run);
    Path tensors = all.getLast().resolve("tensors.safetensors");
    byte[] bytes = Files.readAllBytes(tensors);
    bytes[bytes.length - 1] ^= 4;
    Files.write(tensors, bytes);
    Result result = resume(run);
    assertThat(result.status()).isZero();
    assertThat(result.out().lines().toList())
        .startsWith(
            all.getLast() + " is damaged: the files don't have the checksums of SHA256SUMS",
            "iaf resumes after epoch " + 2);
    assertThat(Files.readAllBytes(run.resolve("parameters.safetensors"))).isEqualTo(parameters);
  }

  @Test
  void aRunWithoutACheckpointBeginsAgain() throws IOException {
    Path run = train("early", 1);
    byte[] parameters = Files.readAllBytes(run.resolve("parameters.safetensors"));
    cut(run, 1);
    Path half = Files.writeString(run.resolve(".parameters.safetensors.12-1.tmp"), "half");
    Result evaluated = nernst("eval", run.toString());
    check(evaluated, "the run has not ended; nernst train --resume " + run + " goes on with it");
    Result result = resume(run);
    assertThat(result.out()).startsWith("iaf has no checkpoint yet and begins again\n");
    assertThat(Files.readAllBytes(run.resolve("parameters.safetensors"))).isEqualTo(parameters);
    assertThat(half).doesNotExist();
    Path empty = Files.createDirectory(directory.resolve("empty"));
    check(resume(empty), "is not the directory of a run: it has no config.yaml");
    check(resume(directory.resolve("none")), "no such run directory: ");
  }

  /// Two networks of one command: `runs/lif-digits-seed0`, then `runs/iaf-digits-seed0`.
  private Path trainTwo() {
    Path runs = directory.resolve("runs");
    Result result =
        nernst(
            "train",
            "--model=lif,iaf",
            "--examples=120",
            "--epochs=2",
            "--time-steps=8",
            "--hidden=12",
            "--out=" + runs,
            "--checkpoint-every=1",
            "--checkpoint-keep=99");
    assertThat(result.err()).isEmpty();
    assertThat(result.status()).isZero();
    return runs;
  }

  /// Leaves of a run what is there before it has begun.
  private static void unbegin(Path run) throws IOException {
    cut(run, checkpoints(run).size());
    Files.delete(run.resolve("checkpoints"));
    Files.delete(run.resolve("metrics.jsonl"));
  }

  @Test
  void runsOfOneCommandAreBroughtToTheirEndTogether() throws IOException {
    Path runs = trainTwo();
    Path lif = runs.resolve("lif-digits-seed0");
    Path iaf = runs.resolve("iaf-digits-seed0");
    List<byte[]> parameters = new ArrayList<>();
    List<List<String>> metrics = new ArrayList<>();
    for (Path run : List.of(lif, iaf)) {
      parameters.add(Files.readAllBytes(run.resolve("parameters.safetensors")));
      metrics.add(Metrics.withoutTimes(run));
    }
    for (Path named : List.of(lif, iaf, runs)) {
      cut(lif, 2);
      unbegin(iaf);

      Result result = resume(named);

      assertThat(result.err()).isEmpty();
      assertThat(result.status()).isZero();
      assertThat(result.out())
          .startsWith("lif resumes after step 1 of epoch 2\n")
          .contains("\niaf has no checkpoint yet and begins again\n")
          .containsPattern("\nlif +test accuracy .*\niaf +test accuracy .*\n$");
      for (int i = 0; i < 2; i++) {
        Path run = List.of(lif, iaf).get(i);
        assertThat(Files.readAllBytes(run.resolve("parameters.safetensors")))
            .isEqualTo(parameters.get(i));
        assertThat(Metrics.withoutTimes(run)).isEqualTo(metrics.get(i));
      }
    }

    cut(iaf, 1);
    assertThat(resume(lif, "--alpha", "10", "--grad-width", "0.5").out())
        .startsWith("lif is finished, there is nothing to resume: ")
        .contains("\niaf resumes after ");
    assertThat(Files.readAllBytes(iaf.resolve("parameters.safetensors")))
        .isEqualTo(parameters.get(1));
  }

  @Test
  void someOfTheRunsOfOneCommandCanBeChosen() throws IOException {
    Path runs = trainTwo();
    Path lif = runs.resolve("lif-digits-seed0");
    Path iaf = runs.resolve("iaf-digits-seed0");
    cut(lif, 1);
    cut(iaf, 1);

    check(resume(lif, "--model", "lif-adex"), "--model is iaf,lif there, not lif-adex");
    check(resume(lif, "--alpha", "11"), "--alpha is 10 there, not 11");
    check(resume(lif, "--tau-ada", "5"), "--tau-ada is not set there, not 5");
    check(resume(lif, "--model", "iaf", "--alpha", "10"), "--alpha is not set there, not 10");
    assertThat(lif.resolve("result.json")).doesNotExist();
    assertThat(resume(lif, "--model", "iaf").out()).startsWith("iaf resumes after ");
    assertThat(lif.resolve("result.json")).doesNotExist();
    assertThat(iaf.resolve("result.json")).exists();

    Path apart = train("apart", 1);
    cut(apart, 1);
    Files.move(apart, runs.resolve("apart"));
    check(
        resume(runs),
        "%s holds unfinished runs of several commands: name one of %s, %s"
            .formatted(runs, runs.resolve("apart"), lif));
    assertThat(resume(runs.resolve("apart")).status()).isZero();
    Files.move(iaf, runs.resolve("moved"));
    assertThat(resume(runs).out()).startsWith("lif resumes after ").doesNotContain("iaf");
    assertThat(resume(runs).out().lines().toList())
        .hasSize(3)
        .allMatch(line -> line.contains(" is finished, there is nothing to resume: "));
  }
}
