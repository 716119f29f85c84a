package org.nernst.synapse;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class MeasurementFileTest {
  @TempDir Path folder;

  private MeasurementFile file() {
    return new MeasurementFile(folder.resolve("cache").resolve("crossovers.properties"));
  }

  @Test
  void anotherProcessFindsWhatWasKept() {
    file().keep("some cpu/vector", new Measurement(0.25, 0.1));
    file().keep("some cpu/scalar", new Measurement(0.05, 0.05));

    assertThat(file().find("some cpu/vector")).isEqualTo(new Measurement(0.25, 0.1));
    assertThat(file().find("some cpu/scalar")).isEqualTo(new Measurement(0.05, 0.05));
    assertThat(file().find("another cpu/vector")).isNull();
  }

  @Test
  void whatIsNoDensityIsNotFound() throws IOException {
    Files.createDirectories(folder.resolve("cache"));
    Path written = folder.resolve("cache").resolve("crossovers.properties");
    Files.writeString(written, "a=0.2 x\nb=0.2\nc=0.2 1.5\nd=\\u00zz\n");

    assertThat(file().find("a")).isNull();
    assertThat(file().find("b")).isNull();
    assertThat(file().find("c")).isNull();
    file().keep("a", new Measurement(0.3, 0.2));
    assertThat(file().find("a")).isEqualTo(new Measurement(0.3, 0.2));
  }

  @Test
  void aFolderThatCannotBeMadeIsNoError() throws IOException {
    Path blocked = Files.writeString(folder.resolve("blocked"), "a file");
    var file = new MeasurementFile(blocked.resolve("crossovers.properties"));

    file.keep("a", new Measurement(0.3, 0.2));

    assertThat(file.find("a")).isNull();
  }
}
