package org.nernst.viz;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class HeatmapTest {
  @Test
  void drawsACellPerValueDarkWhereHigh() {
    Svg svg = Svg.of(Heatmap.image("Input", new float[][] {{0, 16}, {8, 4}}));
    // One more rectangle is the page itself.
    assertThat(svg.count("rect")).isEqualTo(5);
    assertThat(svg.element("rect", 1).getAttribute("fill")).isEqualTo("#ffffff");
    assertThat(svg.element("rect", 2).getAttribute("fill")).isEqualTo("#004f7c");
  }

  @Test
  void writesCountsIntoATable() {
    Svg svg =
        Svg.of(Heatmap.table("Confusion", "answer", "label", new float[][] {{31, 2}, {0, 35}}));
    assertThat(svg.texts()).contains("|31|", "|2|", "|35|", "answer|", "label|");
  }

  @Test
  void drawsEqualValuesWithoutDividingByZero() {
    assertThat(Figure.titled("f").row(Heatmap.image("i", new float[3][3])).toSvg())
        .doesNotContain("NaN");
  }

  @Test
  void refusesRaggedRows() {
    assertThatThrownBy(() -> Heatmap.image("i", new float[][] {{1}, {1, 2}}))
        .hasMessage("expected values with 1 entries in every row, got 2 in row 1");
  }
}
