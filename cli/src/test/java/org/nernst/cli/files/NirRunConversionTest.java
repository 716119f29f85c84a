package org.nernst.cli.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nernst.cli.Program;
import org.nernst.cli.run.NirFiles;
import org.nernst.io.Npy;
import org.nernst.io.Safetensors;
import org.nernst.tensor.Scope;
import org.nernst.tensor.Tensor;

class NirRunConversionTest {
  private static final Path NIR = NirFiles.file("norse_linear_if.nir");

  @TempDir Path folder;

  private Path run(String... choices) {
    Path directory = folder.resolve("network");
    String[] words = new String[3 + choices.length];
    words[0] = "convert";
    words[1] = NIR.toString();
    words[2] = directory.toString();
    System.arraycopy(choices, 0, words, 3, choices.length);
    Program converted = Program.run(words);
    assertThat(converted.err()).isEmpty();
    assertThat(converted.status()).isZero();
    return directory;
  }

  private double[] output(Path model, Path input, String... choices) throws IOException {
    Path output = folder.resolve("out.npy");
    String[] words = new String[6 + choices.length];
    words[0] = "run";
    words[1] = model.toString();
    words[2] = "--input";
    words[3] = input.toString();
    words[4] = "--output";
    words[5] = output.toString();
    System.arraycopy(choices, 0, words, 6, choices.length);
    Program ran = Program.run(words);
    assertThat(ran.err()).isEmpty();
    assertThat(ran.status()).isZero();
    try (var _ = Scope.open()) {
      return Npy.read(output).toDoubleArray();
    }
  }

  private Path input(long... shape) throws IOException {
    Path file = folder.resolve("in.safetensors");
    try (var _ = Scope.open()) {
      Safetensors.write(file, Map.of("input", Tensor.ones(shape).mul(0.7)), Map.of());
    }
    return file;
  }

  private static void refused(String message, String... words) {
    Program program = Program.run(words);
    assertThat(program.err()).contains(message);
    assertThat(program.err().lines()).hasSize(1);
    assertThat(program.status()).isEqualTo(2);
    assertThat(program.out()).isEmpty();
  }

  @Test
  void theDirectoryRunsAsTheFileDoesWithTheSameChoices() throws IOException {
    Path directory = run("--dt", "0.001", "--inputs", "charge", "--lenient");
    Path input = input(30, 5);

    assertThat(output(directory, input))
        .isEqualTo(output(NIR, input, "--dt", "0.001", "--inputs", "charge", "--lenient"))
        .isNotEqualTo(output(NIR, input, "--dt", "0.001", "--inputs", "current"));
    refused(
        "--dt has no effect",
        "run",
        directory.toString(),
        "--input=" + input,
        "--output=" + folder.resolve("o.npy"),
        "--dt=1");
  }

  @Test
  void theDirectoryIsInspectedAndDrawnAndGoesBack() throws IOException {
    Path directory = run("--dt", "0.001");
    Path picture = folder.resolve("graph.svg");
    Path back = folder.resolve("back.nir");

    Program inspected = Program.run("inspect", directory.toString(), "--plot", picture.toString());
    assertThat(inspected.status()).as(inspected.err()).isZero();
    assertThat(inspected.out()).contains("out of NIR, --dt 0.001", "6 nodes");
    assertThat(picture).isNotEmptyFile();

    Program converted = Program.run("convert", directory.toString(), back.toString());
    assertThat(converted.status()).isZero();
    assertThat(converted.err()).isEqualTo("lost: how it runs: --dt 0.001%n".formatted());
    assertThat(back).hasSameBinaryContentAs(NIR);
  }

  @Test
  void aTrainedNetworkGoesToNirAndComesBackAsARun() throws IOException {
    Program trained =
        Program.run(
            "train",
            "--model=iaf",
            "--examples=60",
            "--epochs=1",
            "--time-steps=4",
            "--hidden=6",
            "--out=" + folder,
            "--name=mine");
    assertThat(trained.status()).as(trained.err()).isZero();
    Path run = folder.resolve("mine");
    Path nir = folder.resolve("mine.nir");
    Path back = folder.resolve("back");

    assertThat(Program.run("convert", run.toString(), nir.toString()).status()).isZero();
    assertThat(Program.run("convert", nir.toString(), back.toString()).err()).isEmpty();

    Path input = input(12, 64);
    // The decay of the readout is worked out from a time constant there, from a factor here.
    assertThat(output(back, input)).containsExactly(output(run, input), within(1e-5));
  }

  @Test
  void thereIsNoTrainingToGoOnWith() {
    Path directory = run("--dt", "0.001");
    String message = "holds a network out of NIR, which has no training to resume or to test";

    refused(message, "train", "--resume", directory.toString());
    refused(message, "eval", directory.toString());
  }

  @Test
  void whatCannotRunLeavesNoDirectory() throws IOException {
    Path directory = folder.resolve("network");
    String nir = NIR.toString();
    Path tensors = input(2, 5);

    refused("needs the length of a step", "convert", nir, directory.toString());
    refused("expected dt > 0, got 0", "convert", nir, directory.toString(), "--dt", "0.0");
    refused(
        "no way from safetensors to a run", "convert", tensors.toString(), directory.toString());
    refused(
        "--dt has no effect: " + tensors + " is no NIR file",
        "convert",
        tensors.toString(),
        folder.resolve("o.npy").toString(),
        "--dt=1");
    assertThat(directory).doesNotExist();

    Files.createDirectory(directory);
    refused("exists: --force replaces it", "convert", nir, directory.toString(), "--dt=1");
    refused(
        "is something else than a network out of NIR",
        "convert",
        "--force",
        nir,
        directory.toString(),
        "--dt=1");
  }

  @Test
  void aDamagedDirectoryIsRefused() throws IOException {
    Path directory = run("--dt", "0.001");
    Path settings = directory.resolve("network.json");
    String input = "--input=" + input(2, 5);
    String output = "--output=" + folder.resolve("o.npy");
    for (String damaged :
        new String[] {
          "", "{", "[]", "{\"--dt\":\"soon\"}", "{\"--steps\":\"1\"}", "{\"@" + NIR + "\":\"1\"}"
        }) {
      Files.writeString(settings, damaged);
      refused(
          settings + " doesn't say how a network runs: ",
          "run",
          directory.toString(),
          input,
          output);
    }
  }
}
