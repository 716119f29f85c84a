package org.nernst.viz;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class MembraneTracesTest {
  private static final float[][] RISING = {{0f, 0.5f}, {0.2f, 0.6f}, {0.4f, 0.7f}, {0.6f, 0.8f}};

  @Test
  void drawsOneLinePerNeuronWithAPointPerStep() {
    Svg svg = Svg.of(MembraneTraces.of("traces", RISING, "a", "b"));
    assertThat(svg.count("polyline")).isEqualTo(2);
    assertThat(svg.element("polyline", 0).getAttribute("points").split(" ")).hasSize(4);
    assertThat(svg.texts()).contains("|a|", "|b|", "membrane potential");
  }

  @Test
  void aRisingPotentialRisesOnThePage() {
    Svg svg = Svg.of(MembraneTraces.of("traces", RISING, "a", "b"));
    String[] points = svg.element("polyline", 0).getAttribute("points").split(" ");
    double first = Double.parseDouble(points[0].split(",")[1]);
    double last = Double.parseDouble(points[3].split(",")[1]);
    assertThat(last).isLessThan(first);
  }

  @Test
  void marksSpikesAndTheThreshold() {
    float[][] spikes = {{0, 0}, {1, 0}, {0, 2}, {1, 0}};
    MembraneTraces traces =
        MembraneTraces.of("traces", RISING, "a", "b").withSpikes(spikes).withThreshold(1);
    Svg svg = Svg.of(traces);
    assertThat(svg.spikes()).isEqualTo(3);
    assertThat(Figure.titled("f").row(traces).toSvg()).contains("stroke-dasharray");
    assertThat(Figure.titled("f").row(MembraneTraces.of("t", RISING, "a", "b")).toSvg())
        .doesNotContain("stroke-dasharray");
  }

  @Test
  void leavesOutPotentialsThatAreNotFinite() {
    float[][] potentials = {{0}, {Float.NaN}, {1}, {Float.POSITIVE_INFINITY}};
    Svg svg = Svg.of(MembraneTraces.of("traces", potentials, "a").inMilliseconds(1e-3));
    assertThat(svg.element("polyline", 0).getAttribute("points").split(" ")).hasSize(2);
    assertThat(svg.texts()).contains("time (ms)");
  }

  @Test
  void refusesWhatDoesNotFit() {
    assertThatThrownBy(() -> MembraneTraces.of("t", RISING, "a"))
        .hasMessage("expected 2 names, one per neuron, got 1");
    MembraneTraces traces = MembraneTraces.of("t", RISING, "a", "b");
    assertThatThrownBy(() -> traces.withSpikes(new float[3][2]))
        .hasMessage("expected spikes (4, 2) as the potentials, got (3, 2)");
  }
}
