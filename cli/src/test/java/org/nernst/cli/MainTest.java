package org.nernst.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MainTest {
  @Test
  void withoutArgumentsTheCommandsAreShown() {
    Program program = Program.run();

    assertThat(program.status()).isZero();
    assertThat(program.out()).contains("Usage: nernst", "parity", "doctor", "Examples:");
    assertThat(program.err()).isEmpty();
  }

  @Test
  void theVersionIsOneLine() {
    Program program = Program.run("--version");

    assertThat(program.status()).isZero();
    assertThat(program.out().lines()).singleElement().asString().startsWith("nernst ");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--verbos        | nernst: unknown option --verbos; did you mean --verbose",
        "party           | nernst: unknown command party; did you mean parity",
        "parity x --colour | nernst parity: unknown option --colour",
        "parity          | nernst parity: missing required parameter: 'FILE|DIR'",
        "doctor now      | nernst doctor: unknown argument now",
      })
  void aWrongCallIsOneLineAndStatus2(String arguments, String message) {
    Program program = Program.run(arguments.strip().split(" "));

    assertThat(program.status()).isEqualTo(2);
    assertThat(program.out()).isEmpty();
    assertThat(program.err().lines()).singleElement().asString().startsWith(message);
    assertThat(program.err()).contains("--help)");
  }

  @Test
  void aMissingFileIsOneLineAndStatus2() {
    Program program = Program.run("parity", "no/such/file.safetensors");

    assertThat(program.status()).isEqualTo(2);
    assertThat(program.err())
        .isEqualToIgnoringNewLines(
            "nernst parity: no such file or directory: no/such/file.safetensors");
  }

  @Test
  void debugShowsTheStackTrace() {
    Program program = Program.run("--debug", "parity", "no/such/file.safetensors");

    assertThat(program.status()).isEqualTo(2);
    assertThat(program.err()).contains("NoSuchFileException", "\tat org.nernst.");
    assertThat(Program.run("parity", "--nonsense", "--debug").err()).contains("\tat picocli.");
  }

  @Test
  void helpHasColoursOnATerminalOnly() {
    assertThat(Program.run("--help").out()).doesNotContain("\u001b[");
    assertThat(Program.runOnTerminal("--help").out()).contains("\u001b[");
  }

  @Test
  void everyCommandHasHelpWithExamples() {
    Set<String> commands = Main.commandLine(new Logs()).getSubcommands().keySet();

    assertThat(commands).contains("parity", "doctor", "help");
    for (String name : commands) {
      if (!name.equals("help")) {
        Program help = Program.run(name, "--help");
        assertThat(help.status()).as(name).isZero();
        assertThat(help.out()).as(name).contains("Usage: nernst " + name, "Examples:");
        assertThat(help.out().split("Examples:")[1]).as(name).contains("nernst " + name);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"parity", "doctor"})
  void helpKnowsTheCommands(String command) {
    assertThat(Program.run("help", command).out()).contains("Usage: nernst " + command);
  }
}
