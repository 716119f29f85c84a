package org.nernst.cli.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nernst.cli.UsageError;
import org.nernst.nn.Linear;
import org.nernst.nn.Sequential;
import org.nernst.sinabs.IAF;
import org.nernst.tensor.Tensor;

class RunDirectoryTest {
  @TempDir Path directory;

  @Test
  void neverUsesADirectoryThatIsThere() throws IOException {
    assertThat(RunDirectory.create(directory.resolve("runs"), "a").path().getFileName())
        .hasToString("a");
    assertThat(RunDirectory.create(directory.resolve("runs"), "a").path().getFileName())
        .hasToString("a-2");
    assertThat(RunDirectory.create(directory.resolve("runs"), "a").path().getFileName())
        .hasToString("a-3");
  }

  @Test
  void savesAndLoadsParametersWithoutTheStatesOfTheLastBatch() throws IOException {
    RunDirectory run = RunDirectory.create(directory, "run");
    Sequential network = new Sequential(new Linear(3, 4), new IAF());
    network.forward(Tensor.ones(5, 2, 3));
    run.save(network, Map.of("model", "test"));
    Sequential other = new Sequential(new Linear(3, 4), new IAF());
    run.load(other);
    assertThat(((Linear) other.get(0)).weight().equal(((Linear) network.get(0)).weight())).isTrue();
    assertThat(((IAF) other.get(1)).isStateInitialised()).isFalse();
  }

  @Test
  void refusesParametersOfAnotherNetwork() throws IOException {
    RunDirectory run = RunDirectory.create(directory, "run");
    run.save(new Sequential(new Linear(3, 4)), Map.of());
    assertThatThrownBy(() -> run.load(new Sequential(new Linear(3, 5))))
        .isInstanceOf(UsageError.class)
        .hasMessageContaining("parameters.safetensors does not fit ")
        .hasMessageContaining("0.weight");
  }

  @Test
  void opensOnlyWhatARunHasLeft() throws IOException {
    assertThatThrownBy(() -> RunDirectory.open(directory.resolve("none")))
        .hasMessageStartingWith("no such run directory: ");
    assertThatThrownBy(() -> RunDirectory.open(directory))
        .hasMessageEndingWith("is not the directory of a run: it has no config.yaml");
    Files.writeString(directory.resolve("file"), "");
    assertThatThrownBy(() -> RunDirectory.create(directory.resolve("file"), "a"))
        .hasMessageStartingWith("expected a directory for --out, got the file ");
  }
}
