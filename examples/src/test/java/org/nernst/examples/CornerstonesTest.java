package org.nernst.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.OutputStream;
import java.io.PrintStream;
import org.junit.jupiter.api.Test;
import org.nernst.tensor.Tensor;

class CornerstonesTest {
  private final PrintStream out = new PrintStream(OutputStream.nullOutputStream());

  @Test
  void theAdaptiveNeuronSlowsDown() {
    Tensor spikes = Cornerstones.adaptiveExponential(200, out);
    double early = spikes.narrow(0, 0, 100).sum().item();
    double late = spikes.narrow(0, 100, 100).sum().item();
    assertThat(early).isGreaterThan(late);
    assertThat(late).isPositive();
  }

  @Test
  void theRecurrentNeuronsSpike() {
    Tensor spikes = Cornerstones.recurrent(40, out);
    assertThat(spikes.shape()).containsExactly(4, 40, 20);
    assertThat(spikes.sum().item()).isBetween(50.0, 3000.0);
  }
}
