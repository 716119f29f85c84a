package org.nernst.cli.train;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SuggestionTest {
  @Test
  void findsTheNearestKey() {
    assertThat(Suggestion.forKey("epcohs")).isEqualTo("; did you mean 'epochs'?");
    assertThat(Suggestion.forKey("time_steps")).isEqualTo("; did you mean 'time-steps'?");
    assertThat(Suggestion.forKey("models")).isEqualTo("; did you mean 'model'?");
    assertThat(Suggestion.forKey("volume")).isEmpty();
  }

  @Test
  void countsLettersToChange() {
    assertThat(Suggestion.distance("kitten", "sitting")).isEqualTo(3);
    assertThat(Suggestion.distance("", "abc")).isEqualTo(3);
    assertThat(Suggestion.distance("same", "same")).isZero();
  }
}
