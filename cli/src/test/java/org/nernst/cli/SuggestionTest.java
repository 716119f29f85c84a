package org.nernst.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class SuggestionTest {
  private static final List<String> KNOWN = List.of("epochs", "time-steps", "model", "norse.LIF");

  @Test
  void findsTheNearestWord() {
    assertThat(Suggestion.of("epcohs", KNOWN)).isEqualTo("; did you mean 'epochs'?");
    assertThat(Suggestion.of("NORSE.LFI", KNOWN)).isEqualTo("; did you mean 'norse.LIF'?");
    assertThat(Suggestion.of("models", KNOWN)).isEqualTo("; did you mean 'model'?");
    assertThat(Suggestion.of("volume", KNOWN)).isEmpty();
    assertThat(Suggestion.of("volume", List.of())).isEmpty();
  }

  @Test
  void countsLettersToChange() {
    assertThat(Suggestion.distance("kitten", "sitting")).isEqualTo(3);
    assertThat(Suggestion.distance("", "abc")).isEqualTo(3);
    assertThat(Suggestion.distance("same", "same")).isZero();
  }
}
