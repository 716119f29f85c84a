package org.nernst.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.nernst.neuron.NeuronModel;

/// What `docs/own-neuron.md` shows is what the example does.
class TutorialTest {
  private static final Path PAGE = Path.of("..", "docs", "own-neuron.md");
  private static final Path SOURCE =
      Path.of("src", "main", "java", "org", "nernst", "examples", "OwnNeuron.java");

  private static List<String> blocks(String language) throws IOException {
    return Pattern.compile("```" + language + "\n(.*?)```", Pattern.DOTALL)
        .matcher(Files.readString(PAGE))
        .results()
        .map(block -> block.group(1))
        .toList();
  }

  private static String withoutLayout(String code) {
    return code.replaceAll("\\s+", "");
  }

  @Test
  void everySnippetIsPartOfTheExample() throws IOException {
    String source = withoutLayout(Files.readString(SOURCE));
    List<String> snippets = blocks("java");
    assertThat(snippets).hasSizeGreaterThanOrEqualTo(4);
    for (String snippet : snippets) {
      assertThat(source).contains(withoutLayout(snippet));
    }
  }

  @Test
  void theEquationsAreTheNeurons() throws IOException {
    NeuronModel model = OwnNeuron.shunted();
    assertThat(blocks("text")).containsExactly(model.equations(), model.adjointEquations());
  }
}
