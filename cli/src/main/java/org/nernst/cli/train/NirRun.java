package org.nernst.cli.train;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;
import org.nernst.cli.UsageError;
import org.nernst.io.AtomicFile;
import org.nernst.io.nir.Nir;
import org.nernst.tensor.Scope;
import picocli.CommandLine;
import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.ObjectMapper;

/// A run that was never trained here: the directory of a network out of NIR and of the choices that
/// NIR leaves open, such as the length of a step. It runs and travels like a trained one; it has no
/// training to go on with.
///
/// @param directory where it is
public record NirRun(Path directory) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /// Whether a directory is one.
  public static boolean isRun(Path directory) {
    NirRun run = new NirRun(directory);
    return Files.isRegularFile(run.network()) && Files.isRegularFile(run.settings());
  }

  /// The network, as it came.
  public Path network() {
    return directory.resolve("network.nir");
  }

  private Path settings() {
    return directory.resolve("network.json");
  }

  /// Makes a directory, or replaces the network in one of this kind.
  ///
  /// @param nir the network, copied as it is
  /// @param directory where to
  /// @param choices how it is to run
  /// @throws UsageError if there is something else
  /// @throws org.nernst.io.IoFormatException if the network can't run so
  /// @throws IOException if it can't be read or written
  public static void create(Path nir, Path directory, NirChoices choices) throws IOException {
    try (Scope _ = Scope.open()) {
      Nir.load(nir, choices.options());
    }
    if (Files.exists(directory) && !isRun(directory)) {
      throw new UsageError(directory + " is something else than a network out of NIR");
    }
    NirRun run = new NirRun(Files.createDirectories(directory));
    byte[] json = JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(choices.words());
    AtomicFile.write(run.settings(), sink -> sink.write(ByteBuffer.wrap(json)));
    copy(nir, run.network());
  }

  /// Writes the network alone.
  ///
  /// @param file where to
  /// @return the choices, which a NIR file has no place for, in a sentence
  /// @throws IOException if it can't be read or written
  public List<String> export(Path file) throws IOException {
    String choices = describe();
    copy(network(), file);
    return choices.isEmpty() ? List.of() : List.of("how it runs: " + choices);
  }

  private static void copy(Path from, Path to) throws IOException {
    byte[] bytes = Files.readAllBytes(from);
    AtomicFile.write(to, sink -> sink.write(ByteBuffer.wrap(bytes)));
  }

  /// How it is to run.
  ///
  /// @throws UsageError if the file that says it is damaged
  /// @throws IOException if it can't be read
  public NirChoices choices() throws IOException {
    List<String> words = new ArrayList<>();
    words().forEach((option, value) -> words.add(option + "=" + value));
    NirChoices choices = new NirChoices();
    try {
      new CommandLine(choices)
          .setCaseInsensitiveEnumValuesAllowed(true)
          .setExpandAtFiles(false)
          .parseArgs(words.toArray(String[]::new));
    } catch (CommandLine.ParameterException wrong) {
      throw damaged(String.valueOf(wrong.getMessage()), wrong);
    }
    return choices;
  }

  /// The choices in a line.
  ///
  /// @return such as `--dt 0.001`; nothing when all is in the network
  /// @throws UsageError if the file that says it is damaged
  /// @throws IOException if it can't be read
  public String describe() throws IOException {
    List<String> parts = new ArrayList<>();
    words().forEach((option, value) -> parts.add(option + " " + value));
    return String.join(", ", parts);
  }

  private SequencedMap<String, String> words() throws IOException {
    try {
      Map<String, String> read =
          JSON.readValue(
              Files.readAllBytes(settings()),
              new TypeReference<LinkedHashMap<String, String>>() {});
      SequencedMap<String, String> words = new LinkedHashMap<>();
      Objects.requireNonNullElse(read, Map.<String, String>of())
          .forEach((option, value) -> words.put(option, String.valueOf(value)));
      return words;
    } catch (JacksonException wrong) {
      throw damaged(wrong.getOriginalMessage(), wrong);
    }
  }

  private UsageError damaged(String problem, Throwable cause) {
    return new UsageError(
        "%s doesn't say how a network runs: %s".formatted(settings(), problem), cause);
  }
}
