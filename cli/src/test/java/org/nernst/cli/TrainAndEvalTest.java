package org.nernst.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// `nernst train` and `nernst eval` from the command line to the files.
class TrainAndEvalTest {
  @TempDir Path directory;

  private record Result(int status, String out, String err) {}

  private static Result nernst(String... words) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int status = Main.run(new PrintWriter(out, true), new PrintWriter(err, true), false, words);
    return new Result(status, out.toString(), err.toString());
  }

  private Result train(String... more) {
    List<String> words =
        new ArrayList<>(
            List.of("train", "--examples", "120", "--epochs", "1", "--time-steps", "8"));
    words.addAll(List.of("--hidden", "12", "--out", directory.toString()));
    words.addAll(List.of(more));
    return nernst(words.toArray(String[]::new));
  }

  @Test
  void trainsBothNetworksAndLeavesEverything() throws IOException {
    Result result = train();
    assertThat(result.err()).isEmpty();
    assertThat(result.status()).isZero();
    List<String> lines = result.out().lines().toList();
    assertThat(lines.get(lines.size() - 2)).matches("lif-adex .*test accuracy \\d+\\.\\d\\d %.*");
    assertThat(lines.getLast()).matches("iaf-recurrent .*test accuracy \\d+\\.\\d\\d %.*");
    for (String run : new String[] {"lif-adex-digits-seed0", "iaf-recurrent-digits-seed0"}) {
      for (String file :
          new String[] {
            "config.yaml",
            "metrics.jsonl",
            "parameters.safetensors",
            "curves.svg",
            "curves.png",
            "digit.svg",
            "digit.png"
          }) {
        assertThat(directory.resolve(run).resolve(file)).isNotEmptyFile();
      }
      assertThat(Files.readString(directory.resolve(run).resolve("config.yaml")))
          .contains("hidden: 12\n", "batch-size: 32\n", "time-steps: 8\n");
      List<String> metrics = Files.readAllLines(directory.resolve(run).resolve("metrics.jsonl"));
      // 96 training examples in batches of 32.
      assertThat(metrics).hasSize(5);
      assertThat(metrics.getFirst())
          .startsWith("{\"event\":\"step\",\"epoch\":1,\"step\":1,\"loss\":");
      assertThat(metrics.get(3)).contains("\"event\":\"epoch\"", "\"test\":{\"examples\":24,");
      assertThat(metrics.getLast()).contains("\"event\":\"end\"", "\"stop_reason\":null");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"lif", "iaf"})
  void evalFindsWhatTrainingReported(String model) {
    Result trained = train("--model", model, "--encoder", "poisson", "--seed", "3");
    assertThat(trained.err()).isEmpty();
    Result evaluated = nernst("eval", directory.resolve(model + "-digits-seed3").toString());
    assertThat(evaluated.err()).isEmpty();
    assertThat(evaluated.status()).isZero();
    assertThat(accuracy(evaluated.out())).isEqualTo(accuracy(trained.out()));
    assertThat(evaluated.out())
        .contains("test loss ", "layer 1: ", " of 12 neurons dead", "label \\ answer");
  }

  private static String accuracy(String out) {
    String after = out.substring(out.lastIndexOf("test accuracy "));
    return after.substring(0, after.indexOf('%'));
  }

  @Test
  void sameSeedSameNumbers() throws IOException {
    assertThat(train("--model", "lif-adex", "--seed", "4").status()).isZero();
    assertThat(train("--model", "lif-adex", "--seed", "4").status()).isZero();
    assertThat(train("--model", "lif-adex", "--seed", "5").status()).isZero();
    byte[] first = parameters("lif-adex-digits-seed4");
    assertThat(parameters("lif-adex-digits-seed4-2")).isEqualTo(first);
    assertThat(parameters("lif-adex-digits-seed5")).isNotEqualTo(first);
  }

  private byte[] parameters(String run) throws IOException {
    return Files.readAllBytes(directory.resolve(run).resolve("parameters.safetensors"));
  }

  @Test
  void theReadoutChangesWhatIsLearnt() throws IOException {
    for (String readout : new String[] {"max", "mean", "last"}) {
      assertThat(train("--model", "lif", "--readout", readout, "--name", readout).err()).isEmpty();
    }
    assertThat(parameters("mean")).isNotEqualTo(parameters("max"));
    assertThat(parameters("last")).isNotEqualTo(parameters("max"));
    assertThat(parameters("last")).isNotEqualTo(parameters("mean"));
  }

  @Test
  void aConfigurationFileIsOverriddenByOptions() throws IOException {
    Path file = directory.resolve("mine.yaml");
    Files.writeString(file, "model: lif\nhidden: 99\nlr: 0.003\n");
    Result result = train("--config", file.toString(), "--name", "mine");
    assertThat(result.err()).isEmpty();
    assertThat(Files.readString(directory.resolve("mine").resolve("config.yaml")))
        .contains("model: lif\n", "hidden: 12\n", "lr: 0.003\n");
  }

  @Test
  void everyMistakeIsOneLineAndStatusTwo() throws IOException {
    Path file = directory.resolve("bad.yaml");
    Files.writeString(file, "epochs: 2\nhiden: 3\n");
    check(
        nernst("train", "--config", file.toString()),
        "line 2: unknown key 'hiden'; did you mean 'hidden'?");
    check(nernst("train", "--config", "none.yaml"), "no such file or directory: none.yaml");
    check(nernst("train", "--name", "a"), "--name names one run, but there are 2 models");
    check(nernst("train", "--epochs", "0"), "expected a whole number from 1");
    check(nernst("train", "--epochs"), "--epochs");
    check(nernst("train", "--model", "lstm"), "expected one of lif-adex, iaf-recurrent, lif, iaf");
    check(nernst("train", "--model", "iaf", "--alpha", "3"), "--alpha has no effect");
    check(nernst("train", "--epoch", "3"), "unknown option --epoch");
    check(
        nernst("train", "--examples", "1", "--out", directory.toString()), "train-share 0.8 of 1");
    check(
        nernst("train", "--out", file.toString()), "expected a directory for --out, got the file");
    check(nernst("eval", "nowhere"), "no such run directory: nowhere");
    check(nernst("eval", directory.toString()), "it has no config.yaml");
    check(nernst("eval"), "RUN");
  }

  private static void check(Result result, String message) {
    assertThat(result.err()).contains(message);
    assertThat(result.err().lines()).hasSize(1);
    assertThat(result.status()).isEqualTo(2);
    assertThat(result.out()).isEmpty();
  }

  @Test
  void helpHasExamplesAndEverySetting() {
    Result help = nernst("train", "--help");
    assertThat(help.status()).isZero();
    assertThat(help.out())
        .contains("Examples:", "nernst train --model lif-adex", "--config=FILE", "--seed=S")
        .contains("--time-steps=T", "--encoder=NAME", "Default: 30")
        .containsPattern("One of\\s+constant, poisson, latency");
    assertThat(nernst("eval", "--help").out()).contains("Examples:", "nernst eval runs/");
  }
}
