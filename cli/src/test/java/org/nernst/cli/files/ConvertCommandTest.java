package org.nernst.cli.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nernst.cli.Program;
import org.nernst.io.PyTorch;
import org.nernst.io.Safetensors;
import org.nernst.io.TensorFile;
import org.nernst.tensor.DType;
import org.nernst.tensor.Tensor;

class ConvertCommandTest {
  @TempDir Path folder;

  private Path in;

  @BeforeEach
  void write() throws IOException {
    in = folder.resolve("in.safetensors");
    Safetensors.write(in, Map.of("x", Tensor.of(new float[] {1, 2}, 2)), Map.of("k", "v"));
  }

  @Test
  void anExistingFileIsReplacedOnlyByForce() throws IOException {
    Path out = Files.writeString(folder.resolve("out.safetensors"), "precious");

    Program refused = Program.run("convert", in.toString(), out.toString());

    assertThat(refused.status()).isEqualTo(2);
    assertThat(refused.err()).contains("out.safetensors exists: --force replaces it");
    assertThat(out).hasContent("precious");

    assertThat(Program.run("convert", "--force", in.toString(), out.toString()).status()).isZero();
    assertThat(Safetensors.read(out).tensor("x").toFloatArray()).containsExactly(1, 2);
    assertThat(Safetensors.read(out).metadata()).containsExactly(Map.entry("k", "v"));
  }

  @Test
  void anUnknownEndingIsRefused() {
    Program refused = Program.run("convert", in.toString(), folder.resolve("out.xyz").toString());

    assertThat(refused.status()).isEqualTo(2);
    assertThat(refused.err()).contains("expected a name that ends in .safetensors");
  }

  @ParameterizedTest
  @ValueSource(strings = {"out.pt", "out.pth", "out.npz", "out.npy", "out.safetensors"})
  void everyFormatGoesToEveryOther(String name) throws IOException {
    Path out = folder.resolve(name);
    assertThat(Program.run("convert", in.toString(), out.toString()).err())
        .isEqualTo(
            name.endsWith(".safetensors")
                ? ""
                : "lost: metadata, which a %s doesn't hold: k%n"
                    .formatted(Formats.named(out).name()));

    for (TensorFormat format : TensorFormat.ALL) {
      Path back = folder.resolve("back" + format.endings().getFirst());
      Program convert = Program.run("convert", "--force", out.toString(), back.toString());

      assertThat(convert.status()).as(convert.err()).isZero();
      try (TensorFile file = format.reader().open(back)) {
        assertThat(file.tensors().firstEntry().getValue().toFloatArray()).containsExactly(1, 2);
      }
    }
  }

  @Test
  void tiedTensorsStayTiedOrThatIsSaid() throws IOException {
    Tensor weight = Tensor.zeros(2, 2);
    Path tied = folder.resolve("tied.pt");
    PyTorch.write(tied, new TreeMap<>(Map.of("a", weight, "b", weight.t(), "c", Tensor.ones(1))));
    Path again = folder.resolve("again.pt");
    Path apart = folder.resolve("apart.safetensors");

    assertThat(Program.run("convert", tied.toString(), again.toString()).err()).isEmpty();
    assertThat(Program.run("inspect", again.toString()).out()).contains("same memory  a, b");
    assertThat(Program.run("convert", again.toString(), apart.toString()).err())
        .isEqualTo(
            "lost: that these are the same memory, which a safetensors doesn't say: a, b%n"
                .formatted());
    assertThat(Program.run("inspect", apart.toString()).out()).doesNotContain("same memory");
  }

  @Test
  void severalTensorsDontFitInOneArray() throws IOException {
    Safetensors.write(in, Map.of("x", Tensor.zeros(1), "y", Tensor.zeros(1)), Map.of());

    Program refused = Program.run("convert", in.toString(), folder.resolve("o.npy").toString());

    assertThat(refused.status()).isEqualTo(2);
    assertThat(refused.err()).contains("expected one tensor, as .npy holds one array");
  }

  @Test
  void aDtypeThatTheFormatLacksIsNamed() throws IOException {
    Safetensors.write(in, Map.of("x", Tensor.zeros(DType.BFLOAT16, 1)), Map.of());

    Program refused = Program.run("convert", in.toString(), folder.resolve("o.npz").toString());

    assertThat(refused.status()).isEqualTo(2);
    assertThat(refused.err()).contains("expected a dtype that NumPy has, got bfloat16");
  }
}
