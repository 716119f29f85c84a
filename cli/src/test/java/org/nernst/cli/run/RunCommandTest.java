package org.nernst.cli.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nernst.cli.Program;
import org.nernst.io.Safetensors;
import org.nernst.io.SafetensorsFile;
import org.nernst.tensor.Scope;
import org.nernst.tensor.Tensor;

class RunCommandTest {
  @TempDir Path folder;

  private Program nernst(String model, Path input, String... more) {
    List<String> words = new ArrayList<>(List.of("run", model, "--input", input.toString()));
    words.addAll(List.of("--output", folder.resolve("out.safetensors").toString()));
    words.addAll(List.of(more));
    return Program.run(words.toArray(String[]::new));
  }

  private Path input(String name, Tensor tensor) throws IOException {
    Path file = folder.resolve(name);
    Safetensors.write(file, Map.of("input", tensor), Map.of());
    return file;
  }

  private SafetensorsFile written() throws IOException {
    return Safetensors.read(folder.resolve("out.safetensors"));
  }

  @Test
  void aFileOfAnotherToolGivesWhatThatToolGave() throws IOException {
    try (var _ = Scope.open()) {
      SafetensorsFile recorded =
          Safetensors.read(NirFiles.file("sinabs_conv_if_sumpool_flatten_affine_if.safetensors"));
      // 20 steps in 3 parts would hide nothing: parts are of 50 steps, so repeat the input.
      Tensor once = recorded.tensor("input");
      Path input = input("in.safetensors", once.repeat(1, 4, 1, 1, 1));
      Program run =
          nernst(
              NirFiles.file("sinabs_conv_if_sumpool_flatten_affine_if.nir").toString(),
              input,
              "--dt",
              "1",
              "--time-axis",
              "second",
              "--record",
              "1,4");
      assertThat(run.err()).isEmpty();
      assertThat(run.status()).isZero();
      Tensor output = written().tensor("output");
      assertThat(output.shape()).containsExactly(2, 80, 7);
      Tensor expected = recorded.tensor("output");
      assertThat(output.narrow(1, 0, 20).sub(expected).abs().max().item()).isZero();
      Tensor first = written().tensor("1");
      assertThat(first.shape()).containsExactly(2, 80, 4, 8, 8);
      long spikes = Math.round(first.sum().item());
      long last = Math.round(output.sum().item());
      long connected = Math.round(written().tensor("4").ne(0).toFloat().sum().item());
      assertThat(run.out())
          .contains("NIR, 8 nodes: 80 steps, batch 2")
          .contains("layer 1: %,d spikes".formatted(spikes))
          .contains("layer 5: %,d spikes".formatted(last))
          .contains("total: %,d spikes".formatted(spikes + last))
          .contains("connection 0: ");
      assertThat(connected).isPositive();
    }
  }

  @Test
  void synapticOperationsAreWeightsBehindInputsThatArentZero() throws IOException {
    Path csv = folder.resolve("raster.csv");
    // Three inputs of 5 are active in all, each meets 17 neurons.
    Files.writeString(csv, "1,0,0,0,0\n0,0,0,0,0\n0,2.5,0,0,-1\n");
    Program run =
        nernst(
            NirFiles.file("norse_linear_if.nir").toString(),
            csv,
            "--inputs",
            "charge",
            "--record",
            "_1");
    assertThat(run.err()).isEmpty();
    assertThat(run.out()).contains("3 steps, batch 1", "connection _0: 51 synaptic operations");
    try (var _ = Scope.open()) {
      assertThat(written().tensor("output").shape()).containsExactly(3, 3);
      long spikes = Math.round(written().tensor("_1").sum().item());
      assertThat(run.out())
          .contains("connection _2: %,d synaptic operations".formatted(3 * spikes));
    }
  }

  @Test
  void aTrainedNetworkRunsAndTravels() throws IOException {
    Program trained =
        Program.run(
            "train",
            "--model",
            "iaf-recurrent",
            "--examples",
            "60",
            "--epochs",
            "1",
            "--time-steps",
            "4",
            "--hidden",
            "6",
            "--out",
            folder.toString(),
            "--name",
            "mine");
    assertThat(trained.status()).as(trained.err()).isZero();
    String directory = folder.resolve("mine").toString();
    try (var _ = Scope.open()) {
      Path input = input("in.safetensors", Tensor.ones(12, 64));
      Program run = nernst(directory, input, "--record", "1");
      assertThat(run.err()).isEmpty();
      assertThat(run.out())
          .contains("iaf-recurrent, trained: 12 steps, batch 1", "layer 1: ")
          .contains("connection 0: 4,608 synaptic operations", "connection 1.rec_connect: ");
      Tensor output = written().tensor("output");
      assertThat(output.shape()).containsExactly(12, 10);

      String nir = folder.resolve("mine.nir").toString();
      Program converted = Program.run("convert", directory, nir);
      assertThat(converted.status()).as(converted.err()).isZero();
      assertThat(converted.err()).contains("lost: module '1': the surrogate gradient");
      assertThat(nernst(nir, input).status()).isZero();
      assertThat(written().tensor("output").sub(output).abs().max().item())
          .isLessThanOrEqualTo(1e-5);
    }
  }

  @Test
  void everyMistakeIsOneLineAndStatusTwo() throws IOException {
    String model = NirFiles.file("norse_linear_if.nir").toString();
    Path good = input("good.safetensors", Tensor.ones(4, 5));
    check(nernst(model, good), "node '_1' needs the length of a step");
    check(nernst(model, input("bad.safetensors", Tensor.ones(4, 6)), "--dt", "1"), "got (4, 6)");
    check(nernst(model, good, "--dt", "0"), "expected dt > 0, got 0");
    check(nernst(model, good, "--dt", "1", "--record", "lif"), "expected --record to name one of");
    check(nernst("nothing.nir", good, "--dt", "1"), "no such file or directory: nothing.nir");
    check(nernst(good.toString(), good, "--dt", "1"), "not valid HDF5");
    check(nernst(folder.toString(), good, "--dt", "1"), "--dt has no effect");
    check(nernst(folder.toString(), good), "is not the directory of a run");
    Path csv = Files.writeString(folder.resolve("odd.csv"), "1,2,3,4,5\n1,2\n");
    check(nernst(model, csv, "--dt", "1"), "expected 5 numbers in every line, got 2 in line 2");
    check(
        nernst(model, Files.writeString(csv, "1,2,x,4,5\n"), "--dt", "1"),
        "expected a number in line 1, got 'x'");
    check(
        Program.run("run", model, "--input", good.toString(), "--output", "out.txt"),
        "expected a name that ends in");
  }

  private static void check(Program run, String message) {
    assertThat(run.err()).contains(message);
    assertThat(run.err().lines()).hasSize(1);
    assertThat(run.status()).isEqualTo(2);
    assertThat(run.out()).isEmpty();
  }
}
