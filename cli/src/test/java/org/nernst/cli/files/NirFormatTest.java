package org.nernst.cli.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nernst.cli.Program;
import org.nernst.cli.run.NirFiles;

class NirFormatTest {
  @TempDir Path folder;

  @Test
  void aLinePerNodeThenWhatComesBackAndTheMetadata() {
    Program inspect =
        Program.run("inspect", NirFiles.file("handbuilt_recurrent_nested.nir").toString());

    assertThat(inspect.err()).isEmpty();
    assertThat(inspect.status()).isZero();
    assertThat(inspect.out().lines().map(line -> line.replaceAll(" +", " ")))
        .containsExactlyInAnyOrder(
            "NIR version 1.0.7, 8 nodes, 9 edges, 1 of them recurrent, 216 parameters, 864 bytes",
            "node type in out parameters bytes",
            "input Input (4) (4) 0 0",
            "b Affine (4) (9) 45 180",
            "a Affine (4) (9) 45 180",
            "rec/input Input (9) (9) 0 0",
            "rec/w_rec Linear (9) (9) 81 324",
            "rec/lif LIF (9) (9) 45 180",
            "rec/output Output (9) (9) 0 0",
            "output Output (9) (9) 0 0",
            "recurrent rec/lif -> rec/w_rec",
            "description two branches and a recurrent connection");
  }

  @Test
  void thePictureShowsNodesWithShapesAndMemory() throws IOException {
    Path picture = folder.resolve("graph.svg");
    Program inspect =
        Program.run(
            "inspect",
            NirFiles.file("handbuilt_recurrent_nested.nir").toString(),
            "--plot",
            picture.toString());

    assertThat(inspect.err()).isEmpty();
    assertThat(Files.readString(picture))
        .contains("rec/lif · LIF", "(9) → (9), 45 parameters, 180 B", "stroke-dasharray");
  }

  @Test
  void aDamagedFileIsRefusedInOneLine() throws IOException {
    byte[] bytes = Files.readAllBytes(NirFiles.file("norse_linear_if.nir"));
    Path half = Files.write(folder.resolve("half.nir"), Arrays.copyOf(bytes, bytes.length / 2));
    Program inspect = Program.run("inspect", half.toString());

    assertThat(inspect.status()).isEqualTo(2);
    assertThat(inspect.err()).contains("half.nir: ").contains("not valid HDF5");
    assertThat(inspect.err().lines()).hasSize(1);
  }

  @Test
  void whatNirCantHoldIsRefusedByName() {
    Program trained =
        Program.run(
            "train",
            "--model",
            "lif-adex",
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
            "adex");
    assertThat(trained.status()).as(trained.err()).isZero();
    Program converted =
        Program.run(
            "convert", folder.resolve("adex").toString(), folder.resolve("adex.nir").toString());
    assertThat(converted.status()).isEqualTo(2);
    assertThat(converted.err())
        .contains("module '1' (LIFAdEx) can't be exported to NIR: NIR has no adaptive");
    assertThat(folder.resolve("adex.nir")).doesNotExist();

    Program inspect = Program.run("inspect", folder.resolve("adex").toString());
    assertThat(inspect.err()).isEmpty();
    assertThat(inspect.out()).contains("run  lif-adex", "(1): LIFAdEx", "0.weight");
  }
}
