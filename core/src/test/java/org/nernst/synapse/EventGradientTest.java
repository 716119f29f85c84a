package org.nernst.synapse;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.nernst.tensor.DType;
import org.nernst.tensor.Generator;
import org.nernst.tensor.Tensor;

class EventGradientTest {
  @Test
  void isTheProductOfMatricesAtAnyDensity() {
    Generator generator = new Generator(5);
    for (double density : new double[] {0, 0.02, 0.9}) {
      for (int rows : new int[] {3, 1500}) {
        Tensor x =
            Tensor.rand(generator, DType.FLOAT64, rows, 65).lt(density).to(DType.FLOAT64).mul(2);
        Tensor dy = Tensor.randn(generator, DType.FLOAT64, rows, 47);
        Tensor expected = dy.t().matmul(x);
        assertThat(EventGradient.of(x, dy).allClose(expected, 1e-11, 1e-11))
            .as("density %s, %d rows", density, rows)
            .isTrue();
        SpikeHistory history = new SpikeHistory(DType.FLOAT64, rows, 65, 1);
        SpikeRows seen = new SpikeRows(65);
        for (int r = 0; r < rows; r++) {
          history.read(x.address() + r * 65L * Double.BYTES, r, 0, seen);
        }
        assertThat(EventGradient.of(history, dy).allClose(expected, 1e-11, 1e-11))
            .as("density %s, %d rows, as bits", density, rows)
            .isTrue();
      }
    }
  }
}
