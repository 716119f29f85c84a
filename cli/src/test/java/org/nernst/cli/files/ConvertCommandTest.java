package org.nernst.cli.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nernst.cli.Program;
import org.nernst.io.Safetensors;
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
}
