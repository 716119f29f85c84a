package org.nernst.synapse;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.nernst.nn.Conv2d;
import org.nernst.nn.Linear;
import org.nernst.tensor.SpikeBits;
import org.nernst.tensor.Tensor;

final class SynapticOperationsTest {
  @Test
  void countsOnlyWhileItIsOn() {
    Linear linear = new Linear(3, 5);
    SynapticOperations operations = linear.synapticOperations();
    Tensor x = Tensor.of(new float[] {1, 0, 2, 0, 0, 1}, 2, 3);
    linear.forward(x);
    assertThat(operations.total()).isZero();
    assertThat(operations.perRow()).isZero();
    operations.start();
    linear.forward(x);
    linear.forward(x.unsqueeze(0).expand(4, 2, 3));
    assertThat(operations.total()).isEqualTo(5 * 4 * 5);
    assertThat(operations.rows()).isEqualTo(10);
    operations.stop();
    linear.forward(x);
    assertThat(operations).hasToString("100 synaptic operations in 10 rows");
    operations.reset();
    assertThat(operations.rows()).isZero();
  }

  @Test
  void countsEventsAndAttachedBits() {
    Linear linear = new Linear(3, 5);
    SynapticOperations operations = linear.synapticOperations().start();
    linear.forward(
        EventBatch.builder(4, 3)
            .add(new int[] {0, 2}, new int[] {1, 1}, new double[] {3, 1})
            .build());
    assertThat(operations.total()).isEqualTo(20);
    assertThat(operations.rows()).isEqualTo(4);
    Tensor raster = Tensor.zeros(2, 3);
    raster.spikeBits(new SpikeBits(Tensor.of(new long[2], 2), 2, 3, 4, true));
    linear.forward(raster);
    assertThat(operations.total()).isEqualTo(40);
  }

  @Test
  void fewerAtTheBordersOfAConvolution() {
    Conv2d convolution = Conv2d.builder(1, 2, 3).padding(1).build();
    convolution.synapticOperations().start();
    Tensor x = Tensor.zeros(7, 1, 5, 5);
    x.narrow(0, 0, 1).narrow(2, 0, 1).narrow(3, 0, 1).fillInPlace(1);
    x.narrow(0, 1, 1).narrow(2, 2, 1).narrow(3, 2, 1).fillInPlace(2);
    convolution.forward(x);
    assertThat(convolution.synapticOperations().total()).isEqualTo(2 * 4 + 2 * 2 * 9);
    assertThat(convolution.synapticOperations().rows()).isEqualTo(7);
  }
}
