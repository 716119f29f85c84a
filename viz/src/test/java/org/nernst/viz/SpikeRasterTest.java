package org.nernst.viz;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import org.junit.jupiter.api.Test;

class SpikeRasterTest {
  @Test
  void drawsOneMarkPerSpike() {
    Random random = new Random(7);
    float[][] spikes = new float[20][30];
    int expected = 0;
    for (float[] row : spikes) {
      for (int n = 0; n < row.length; n++) {
        row[n] = random.nextInt(10) == 0 ? 1 + random.nextInt(3) : 0;
        expected += row[n] > 0 ? 1 : 0;
      }
    }
    SpikeRaster raster = SpikeRaster.of("raster", spikes);
    assertThat(raster.marks()).isEqualTo(expected).isPositive();
    assertThat(Svg.of(raster).spikes()).isEqualTo(expected);
  }

  @Test
  void laterSpikesStandFurtherRightAndHigherNeuronsFurtherUp() {
    float[][] spikes = new float[10][10];
    spikes[2][1] = 1;
    spikes[7][8] = 1;
    Svg svg = Svg.of(SpikeRaster.of("raster", spikes));
    double[][] at = new double[2][];
    int found = 0;
    for (int i = 0; i < svg.count("line"); i++) {
      var line = svg.element("line", i);
      if (line.getAttribute("class").equals("spike")) {
        at[found++] =
            new double[] {
              Double.parseDouble(line.getAttribute("x1")),
              Double.parseDouble(line.getAttribute("y1"))
            };
      }
    }
    assertThat(at[1][0]).isGreaterThan(at[0][0]);
    assertThat(at[1][1]).isLessThan(at[0][1]);
  }

  @Test
  void namesTheUnitOfTime() {
    float[][] spikes = new float[32][4];
    assertThat(Svg.of(SpikeRaster.of("r", spikes)).texts()).contains("time (step)", "neuron");
    assertThat(Svg.of(SpikeRaster.of("r", spikes).inMilliseconds(1e-3)).texts())
        .contains("time (ms)");
  }

  @Test
  void refusesRaggedAndEmptyArraysAndTimeThatStandsStill() {
    assertThatThrownBy(() -> SpikeRaster.of("r", new float[0][]))
        .hasMessage("expected spikes (time, neuron), got no entries");
    assertThatThrownBy(() -> SpikeRaster.of("r", new float[][] {{1, 0}, {1}}))
        .hasMessage("expected spikes with 2 entries in every row, got 1 in row 1");
    SpikeRaster raster = SpikeRaster.of("r", new float[3][3]);
    assertThatThrownBy(() -> raster.inMilliseconds(0)).hasMessage("expected dt > 0, got 0.0");
  }
}
