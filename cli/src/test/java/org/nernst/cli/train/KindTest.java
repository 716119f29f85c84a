package org.nernst.cli.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nernst.cli.UsageError;
import org.nernst.cli.train.Kind.Choice;
import org.nernst.cli.train.Kind.Real;
import org.nernst.cli.train.Kind.Text;
import org.nernst.cli.train.Kind.Whole;

class KindTest {
  @Test
  void readsWholeNumbers() {
    assertThat(new Whole(1).parse("--epochs", "30")).isEqualTo(30L);
    assertThat(new Whole(0).parse("--threads", "0")).isEqualTo(0L);
    assertThat(new Whole(Long.MIN_VALUE).parse("--seed", "-7")).isEqualTo(-7L);
    assertThat(new Whole(Long.MIN_VALUE).parse("--seed", "9223372036854775807"))
        .isEqualTo(Long.MAX_VALUE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "-3", "1.5", "many", "", "2147483648", "99999999999999999999"})
  void refusesOtherWholeNumbers(String word) {
    assertThatThrownBy(() -> new Whole(1).parse("--epochs", word))
        .isInstanceOf(UsageError.class)
        .hasMessage(
            "expected a whole number from 1 to 2147483647 for --epochs, got '" + word + "'");
  }

  @Test
  void readsNumbersWithinTheirBounds() {
    assertThat(Real.positive().parse("--lr", "1e-3")).isEqualTo(0.001);
    assertThat(Real.notNegative().parse("--clip-norm", "0")).isEqualTo(0.0);
    assertThat(new Real(0, true, 1, false).parse("x", "0.999")).isEqualTo(0.999);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "-1", "NaN", "Infinity", "fast"})
  void refusesOtherNumbers(String word) {
    assertThatThrownBy(() -> Real.positive().parse("--lr", word))
        .isInstanceOf(UsageError.class)
        .hasMessage("expected a number > 0 for --lr, got '" + word + "'");
  }

  @Test
  void namesBothBounds() {
    assertThatThrownBy(() -> new Real(0, false, 1, true).parse("--share", "1.5"))
        .hasMessage("expected a number > 0 and <= 1 for --share, got '1.5'");
    assertThat(new Real(0, false, 1, true).parse("--share", "1")).isEqualTo(1.0);
  }

  @Test
  void choosesAmongWords() {
    assertThat(Choice.of("adam", "sgd").parse("--optimizer", "sgd")).isEqualTo("sgd");
    assertThatThrownBy(() -> Choice.of("adam", "sgd").parse("--optimizer", "SGD"))
        .hasMessage("expected one of adam, sgd for --optimizer, got 'SGD'");
  }

  @Test
  void takesAnyTextButNone() {
    assertThat(new Text().parse("--out", "my runs")).isEqualTo("my runs");
    assertThatThrownBy(() -> new Text().parse("--out", " "))
        .hasMessage("expected a value for --out, got an empty one");
  }
}
