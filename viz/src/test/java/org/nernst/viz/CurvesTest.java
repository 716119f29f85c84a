package org.nernst.viz;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.nernst.viz.Curves.Series;

class CurvesTest {
  @Test
  void drawsALineAndADotPerValue() {
    Svg svg =
        Svg.of(
            new Curves(
                "Loss",
                "epoch",
                "cross entropy",
                List.of(
                    Series.byEpoch("training", new double[] {2, 1, 0.5}),
                    Series.byEpoch("test", new double[] {2.1, 1.2, 0.9}))));
    assertThat(svg.count("polyline")).isEqualTo(2);
    assertThat(svg.count("circle")).isEqualTo(6);
    assertThat(svg.texts()).contains("Loss|", "epoch|", "cross entropy|", "training|", "test|");
  }

  @Test
  void leavesAGapWhereAValueIsMissing() {
    Series broken = Series.byEpoch("loss", new double[] {2, Double.NaN, 1, 0.5});
    Svg svg = Svg.of(new Curves("Loss", "epoch", "loss", List.of(broken)));
    assertThat(svg.count("circle")).isEqualTo(3);
    assertThat(svg.count("polyline")).isEqualTo(2);
  }

  @Test
  void drawsAxesForASingleValueAndForNone() {
    for (double only : new double[] {3.0, 0.0, Double.NaN}) {
      Series single = Series.byEpoch("loss", new double[] {only});
      String svg =
          Figure.titled("f").row(new Curves("Loss", "epoch", "loss", List.of(single))).toSvg();
      assertThat(svg).doesNotContain("NaN").doesNotContain("Infinity");
    }
  }

  @Test
  void refusesEmptyAndUnequalSeries() {
    assertThatThrownBy(() -> new Curves("t", "x", "y", List.of()))
        .hasMessage("expected at least one series, got none");
    assertThatThrownBy(() -> new Series("loss", new double[2], new double[3]))
        .hasMessage("expected as many x as y and at least one, got 2 x and 3 y of loss");
  }
}
