package org.nernst.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class FieldsTest {
  private static Fields fields(String key, @Nullable Object value) {
    Map<String, @Nullable Object> values = new HashMap<>();
    values.put(key, value);
    return Fields.of("part", values);
  }

  @Test
  void readsWhateverTypeAFileHasMadeOfANumber() {
    assertThat(fields("n", 3).whole("n")).isEqualTo(3);
    assertThat(fields("n", 3L).count("n")).isEqualTo(3);
    assertThat(fields("n", 3).real("n")).isEqualTo(3.0);
    assertThat(fields("n", "-Infinity").real("n")).isEqualTo(Double.NEGATIVE_INFINITY);
    assertThat(fields("n", "NaN").real("n")).isNaN();
    assertThat(fields("n", List.of(0.5)).only("n")).isEqualTo(0.5);
    assertThat(fields("n", Long.MIN_VALUE).whole("n")).isEqualTo(Long.MIN_VALUE);
  }

  @Test
  void readsTextsListsAndMaps() {
    assertThat(fields("t", "x").text("t")).isEqualTo("x");
    assertThat(fields("t", null).maybeText("t")).isNull();
    assertThat(fields("t", null).has("t")).isFalse();
    assertThat(fields("l", Arrays.asList(1, null)).list("l")).containsExactly(1, null);
    assertThat(fields("m", Map.of("a", 1)).map("m").whole("a")).isEqualTo(1);
    assertThat(fields("m", List.of(Map.of("a", 2))).maps("m").getFirst().whole("a")).isEqualTo(2);
  }

  @Test
  void saysWhichValueIsWrong() {
    assertThatThrownBy(() -> fields("n", 2.5).whole("n"))
        .hasMessage("expected a whole number for part.n in a saved training, got 2.5");
    assertThatThrownBy(() -> fields("n", -1).count("n")).hasMessageContaining("from 0 to");
    assertThatThrownBy(() -> fields("n", "0x1p3").real("n"))
        .hasMessageContaining("a number for part.n");
    assertThatThrownBy(() -> fields("n", 1).real("m")).hasMessageContaining("part.m");
    assertThatThrownBy(() -> fields("n", 1).text("n")).hasMessageContaining("a text for part.n");
    assertThatThrownBy(() -> fields("n", 1).list("n")).hasMessageContaining("a list for part.n");
    assertThatThrownBy(() -> fields("n", 1).map("n")).hasMessageContaining("values of part.n");
    assertThatThrownBy(() -> Fields.of("part", null)).hasMessageContaining("values of part");
  }
}
