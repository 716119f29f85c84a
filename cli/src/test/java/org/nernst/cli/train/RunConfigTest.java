package org.nernst.cli.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nernst.cli.UsageError;
import org.nernst.cli.train.Settings.Given;

class RunConfigTest {
  @TempDir Path directory;

  private static Given option(Setting setting, String word) {
    return new Given(word, "--" + setting.key());
  }

  private static List<RunConfig> resolve(String model, Map<Setting, Given> options) {
    return RunConfig.resolve(List.of(new Given(model, "--model")), SettingsFile.none(), options);
  }

  @Test
  void trainsBothCornerstonesByDefault() {
    List<RunConfig> runs = RunConfig.resolve(List.of(), SettingsFile.none(), Map.of());
    assertThat(runs).extracting(r -> r.model().key()).containsExactly("lif-adex", "iaf-recurrent");
    assertThat(runs).extracting(r -> r.settings().whole(Setting.EPOCHS)).containsOnly(30);
    assertThat(runs).extracting(r -> r.settings().whole(Setting.TIME_STEPS)).containsOnly(32);
    assertThat(runs.getFirst().name()).isEqualTo("lif-adex-digits-seed0");
  }

  @Test
  void optionsOverrideTheFileWhichOverridesDefaults() throws IOException {
    Path file = directory.resolve("c.yaml");
    Files.writeString(file, "model: lif\nepochs: 5\nhidden: 7\n");
    RunConfig run =
        RunConfig.resolve(
                List.of(),
                SettingsFile.read(file),
                Map.of(Setting.EPOCHS, option(Setting.EPOCHS, "9")))
            .getFirst();
    assertThat(run.model()).isEqualTo(Model.LIF);
    assertThat(run.settings().whole(Setting.EPOCHS)).isEqualTo(9);
    assertThat(run.settings().whole(Setting.HIDDEN)).isEqualTo(7);
    assertThat(run.settings().whole(Setting.BATCH_SIZE)).isEqualTo(32);
  }

  @ParameterizedTest
  @EnumSource(Model.class)
  void whatItWritesIsWhatItReads(Model model) throws IOException {
    RunConfig run =
        resolve(
                model.key(),
                Map.of(
                    Setting.OUT, option(Setting.OUT, "it's #1: here"),
                    Setting.LEARNING_RATE, option(Setting.LEARNING_RATE, "0.00123"),
                    Setting.SEED, option(Setting.SEED, "-5")))
            .getFirst();
    Path file = directory.resolve("config.yaml");
    Files.writeString(file, run.toYaml());
    RunConfig read = RunConfig.read(file);
    assertThat(read.model()).isEqualTo(model);
    assertThat(read.settings().values()).isEqualTo(run.settings().values());
    assertThat(read.settings().word(Setting.OUT)).isEqualTo("it's #1: here");
  }

  @Test
  void refusesASettingThatNoChosenModelHas() {
    assertThatThrownBy(() -> resolve("iaf", Map.of(Setting.ALPHA, option(Setting.ALPHA, "10"))))
        .isInstanceOf(UsageError.class)
        .hasMessage("--alpha has no effect: iaf has no such setting");
    assertThatThrownBy(
            () ->
                RunConfig.resolve(
                    List.of(new Given("lif", "--model"), new Given("lif-adex", "--model")),
                    SettingsFile.none(),
                    Map.of(Setting.GRAD_WIDTH, option(Setting.GRAD_WIDTH, "1"))))
        .hasMessage("--grad-width has no effect: lif and lif-adex have no such setting");
  }

  @Test
  void aSettingOfOneModelIsForThatModelOnly() {
    List<RunConfig> runs =
        RunConfig.resolve(
            List.of(), SettingsFile.none(), Map.of(Setting.ALPHA, option(Setting.ALPHA, "7")));
    assertThat(runs.get(0).settings().real(Setting.ALPHA)).isEqualTo(7);
    assertThat(runs.get(1).settings().values()).doesNotContainKey(Setting.ALPHA);
  }

  @Test
  void refusesUnknownModelsAndConfigurationsOfSeveral() throws IOException {
    assertThatThrownBy(() -> resolve("lstm", Map.of()))
        .hasMessage("expected one of lif-adex, iaf-recurrent, lif, iaf for --model, got 'lstm'");
    Path file = directory.resolve("two.yaml");
    Files.writeString(file, "model: [lif, iaf]\n");
    assertThatThrownBy(() -> RunConfig.read(file))
        .hasMessageEndingWith("expected one model, got 2");
  }
}
