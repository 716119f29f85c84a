package org.nernst.cli.parity;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nernst.cli.Program;
import org.nernst.engine.Engine;
import org.nernst.io.Safetensors;
import org.nernst.tensor.Tensor;

class ParityCommandTest {
  @TempDir Path folder;

  private Path copy(String dialect, String name) throws IOException {
    Path file = Golden.file(dialect, name);
    return Files.copy(file, folder.resolve(file.getFileName()));
  }

  @Test
  void aLinePerFileAndASummary() throws IOException {
    copy("norse", "li_cell");
    copy("norse", "lsnn_cell");
    Files.writeString(folder.resolve("README.md"), "not looked at");

    Program program = Program.run("parity", folder.toString());

    assertThat(program.status()).isZero();
    assertThat(program.err()).isEmpty();
    assertThat(program.out().lines())
        .satisfiesExactly(
            line ->
                assertThat(line)
                    .startsWith(
                        "PASS  li_cell  norse.torch.module.leaky_integrator.LICell  output ")
                    .contains(", states ", ", loss ", ", grad.input ", ", grad.state0.v "),
            line ->
                assertThat(line)
                    .startsWith("unsupported  lsnn_cell  norse.torch.module.lsnn.LSNNCell"),
            line -> assertThat(line).isEqualTo("1 passed, 0 failed, 1 unsupported"));
  }

  @Test
  void aMalformedFileFailsWithAReasonAndTheOthersAreStillChecked() throws IOException {
    Files.write(folder.resolve("a.safetensors"), new byte[] {1, 2, 3});
    Safetensors.write(
        folder.resolve("b.safetensors"), Map.of("x", Tensor.scalar(1)), Map.of("case", "b"));
    copy("sinabs", "iaf_default");

    Program program = Program.run("parity", folder.toString());

    assertThat(program.status()).isEqualTo(1);
    assertThat(program.out().lines())
        .satisfiesExactly(
            line -> assertThat(line).startsWith("FAIL  a  ?  expected 8 bytes"),
            line -> assertThat(line).startsWith("FAIL  b  ?  expected the name of a module"),
            line -> assertThat(line).startsWith("PASS  iaf_default  sinabs.layers.IAF  output 0"),
            line -> assertThat(line).isEqualTo("1 passed, 2 failed, 0 unsupported"));
  }

  @Test
  void foldersAreSearchedAndFilesTakenAsTheyCome() throws IOException {
    Path deep = Files.createDirectories(folder.resolve("one/two"));
    Files.copy(Golden.file("norse", "li_cell"), deep.resolve("li.safetensors"));
    Path other = Files.copy(Golden.file("norse", "li_time"), folder.resolve("li_time.bin"));

    Program program = Program.run("parity", other.toString(), folder.toString());

    assertThat(program.out()).contains("PASS  li_time.bin", "PASS  li  ", "2 passed, 0 failed");
  }

  @Test
  void aFolderWithoutRecordingsIsAnError() {
    Program program = Program.run("parity", folder.toString());

    assertThat(program.status()).isEqualTo(2);
    assertThat(program.err())
        .isEqualToIgnoringNewLines(
            "nernst parity: %s: expected *.safetensors files, there are none".formatted(folder));
  }

  @Test
  void namesFromFilesCannotWriteOnTheTerminal() throws IOException {
    Safetensors.write(
        folder.resolve("evil.safetensors"),
        Map.of("x", Tensor.scalar(1)),
        Map.of("module", "evil\u001b[2J\nPASS"));

    Program program = Program.run("parity", folder.toString());

    assertThat(program.out()).doesNotContain("\u001b");
    assertThat(program.out().lines()).hasSize(2);
  }

  @Test
  void theEngineIsChosenForThisRunOnly() throws IOException {
    copy("norse", "li_cell");

    Program eager = Program.run("parity", "--engine", "eager", folder.toString());
    Program fused = Program.run("parity", "--engine", "fused", folder.toString());

    assertThat(eager.status()).isZero();
    assertThat(Engine.preferred()).isEqualTo(Engine.AUTO);
    assertThat(fused.status()).isEqualTo(2);
    assertThat(fused.err()).contains("--engine: expected auto or eager, got fused");
  }
}
