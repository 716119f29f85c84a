package org.nernst.cli.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nernst.cli.Program;
import org.nernst.io.Safetensors;
import org.nernst.tensor.DType;
import org.nernst.tensor.Tensor;

class InspectCommandTest {
  @TempDir Path folder;

  @Test
  void aLinePerTensorThenTheMetadata() throws IOException {
    SequencedMap<String, Tensor> tensors = new LinkedHashMap<>();
    tensors.put("0.weight", Tensor.of(new float[] {0, 1, -3, 0, Float.NaN, 2}, 2, 3));
    tensors.put("step", Tensor.scalar(7, DType.INT64));
    Path file = folder.resolve("wrongly-named.bin");
    Safetensors.write(file, tensors, Map.of("epoch", "5"));

    Program inspect = Program.run("inspect", file.toString());

    assertThat(inspect.err()).isEmpty();
    assertThat(inspect.status()).isZero();
    assertThat(inspect.out().lines().map(line -> line.replaceAll(" +", " ")))
        .containsExactly(
            "safetensors 2 tensors, 7 elements, 32 bytes",
            "tensor dtype shape min max mean std zeros NaNs",
            "0.weight float32 (2, 3) -3.000 2.000 0.000 1.673 2 (33.3 %) 1 (16.7 %)",
            "step int64 () 7.000 7.000 7.000 0.000 0 (0.0 %) -",
            "epoch 5");
  }

  @Test
  void whatAFileSaysCannotSteerTheTerminal() throws IOException {
    Path file = folder.resolve("hostile.safetensors");
    Safetensors.write(file, Map.of("a\u001b[2J\nb", Tensor.scalar(1)), Map.of("k", "\u001b[31m"));

    assertThat(Program.run("inspect", file.toString()).out())
        .contains("a?[2J?b")
        .contains("k  ?[31m")
        .doesNotContain("\u001b");
  }

  @Test
  void aPictureOfWhatHasNoGraphIsRefused() throws IOException {
    Path file = folder.resolve("tensors.safetensors");
    Safetensors.write(file, Map.of("a", Tensor.scalar(1)), Map.of());

    Program inspect =
        Program.run("inspect", "--plot", folder.resolve("a.png").toString(), file.toString());

    assertThat(inspect.status()).isEqualTo(2);
    assertThat(inspect.err()).contains("--plot: expected a file that holds a graph");
    assertThat(folder.resolve("a.png")).doesNotExist();
  }

  @Test
  void anUnknownFileIsRefusedInOneLine() throws IOException {
    Path file = Files.writeString(folder.resolve("notes.txt"), "nothing of interest");

    Program inspect = Program.run("inspect", file.toString());

    assertThat(inspect.status()).isEqualTo(2);
    assertThat(inspect.err().lines()).hasSize(1);
    assertThat(inspect.err()).contains("notes.txt: expected safetensors");
  }

  @Test
  void aDamagedFileIsRefusedInOneLine() throws IOException {
    Path file = folder.resolve("cut.safetensors");
    Safetensors.write(file, Map.of("x", Tensor.zeros(10)), Map.of());
    byte[] whole = Files.readAllBytes(file);
    Files.write(file, java.util.Arrays.copyOf(whole, whole.length - 1));

    Program inspect = Program.run("inspect", file.toString());

    assertThat(inspect.status()).isEqualTo(2);
    assertThat(inspect.err().lines()).hasSize(1);
    assertThat(inspect.err()).contains("expected 40 bytes of data behind the header, got 39");
  }

  @Test
  void aMissingFileIsNamed() {
    Program inspect = Program.run("inspect", folder.resolve("nowhere").toString());

    assertThat(inspect.status()).isEqualTo(2);
    assertThat(inspect.err()).contains("no such file").contains("nowhere");
  }
}
