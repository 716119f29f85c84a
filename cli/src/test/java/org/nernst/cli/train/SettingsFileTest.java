package org.nernst.cli.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nernst.cli.UsageError;

class SettingsFileTest {
  @TempDir Path directory;

  private SettingsFile read(String text) throws IOException {
    Path file = directory.resolve("c.yaml");
    Files.writeString(file, text);
    return SettingsFile.read(file);
  }

  private String refusal(String text) {
    try {
      read(text);
    } catch (UsageError | IOException e) {
      return String.valueOf(e.getMessage()).replace(directory + "/", "");
    }
    throw new AssertionError("accepted: " + text);
  }

  @Test
  void readsSettingsAndModels() throws IOException {
    SettingsFile file = read("# mine\nmodel: [lif, iaf]\nepochs: 5\nlr: 1e-3\n");
    assertThat(file.models()).extracting(g -> g.word()).containsExactly("lif", "iaf");
    assertThat(file.given()).containsOnlyKeys(Setting.EPOCHS, Setting.LEARNING_RATE);
    assertThat(file.given().get(Setting.EPOCHS).word()).isEqualTo("5");
    assertThat(file.given().get(Setting.LEARNING_RATE).name()).endsWith("c.yaml, line 4");
    assertThat(read("model: lif\n").models()).hasSize(1);
    assertThat(read("").given()).isEmpty();
  }

  @Test
  void namesUnknownKeysWithTheirLineAndWhatWasMeant() {
    assertThat(refusal("epochs: 5\n\nepoch: 6\n"))
        .isEqualTo("c.yaml, line 3: unknown key 'epoch'; did you mean 'epochs'?");
    assertThat(refusal("batch_size: 5\n"))
        .isEqualTo("c.yaml, line 1: unknown key 'batch_size'; did you mean 'batch-size'?");
    assertThat(refusal("colour: red\n")).isEqualTo("c.yaml, line 1: unknown key 'colour'");
  }

  @Test
  void refusesKeysThatAreThereTwice() {
    assertThat(refusal("epochs: 5\nepochs: 6\n"))
        .isEqualTo("c.yaml, line 2: 'epochs' is there twice");
    assertThat(refusal("model: lif\nmodel: iaf\n"))
        .isEqualTo("c.yaml, line 2: 'model' is there twice");
  }

  @Test
  void refusesWhatIsNotAListOfSettings() {
    assertThat(refusal("- 1\n")).isEqualTo("c.yaml, line 1: expected 'key: value' lines");
    assertThat(refusal("epochs: [1, 2]\n"))
        .isEqualTo("c.yaml, line 1: expected a single value for 'epochs'");
    assertThat(refusal("model: []\n")).isEqualTo("c.yaml, line 1: expected at least one model");
    assertThat(refusal("a: 'open\n")).startsWith("c.yaml, line ");
  }

  @Test
  void aMissingFileIsAnIoException() {
    assertThatThrownBy(() -> SettingsFile.read(directory.resolve("none.yaml")))
        .isInstanceOf(NoSuchFileException.class);
  }

  @Test
  void refusesFilesThatAreNotText() throws IOException {
    Path file = directory.resolve("binary.yaml");
    Files.write(file, new byte[] {(byte) 0xff, (byte) 0xfe, 0, 1});
    assertThatThrownBy(() -> SettingsFile.read(file))
        .isInstanceOf(UsageError.class)
        .hasMessageEndingWith("binary.yaml is not a text file in UTF-8");
  }
}
