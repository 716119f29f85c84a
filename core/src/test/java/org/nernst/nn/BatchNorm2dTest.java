package org.nernst.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.nernst.tensor.DType;
import org.nernst.tensor.Tensor;

class BatchNorm2dTest {
  @Test
  void normalisesEachChannelOverBatchAndImage() {
    Tensor x = Tensor.randn(4, 3, 5, 5).mul(7).add(2);
    Tensor y = new BatchNorm2d(3).forward(x);
    assertThat(y.mean(0, 2, 3).abs().max().item()).isLessThan(1e-5);
    assertThat(y.square().mean(0, 2, 3).toDoubleArray())
        .containsExactly(new double[] {1, 1, 1}, within(1e-4));
  }

  @Test
  void leadingAxesCountAsOneBatch() {
    Tensor x = Tensor.randn(6, 2, 3, 4, 4);
    BatchNorm2d layer = new BatchNorm2d(3);
    Tensor y = layer.forward(x);
    assertThat(y.shape()).containsExactly(6, 2, 3, 4, 4);
    Tensor flat = new BatchNorm2d(3).forward(x.flatten(0, 1));
    assertThat(y.flatten(0, 1).allClose(flat, 1e-6, 1e-6)).isTrue();
    assertThat(layer.getBuffer("num_batches_tracked").itemLong()).isEqualTo(1);
  }

  @Test
  void keysAreThoseOfPyTorch() {
    BatchNorm2d layer = BatchNorm2d.builder(2).dtype(DType.FLOAT64).build();
    assertThat(layer.stateDict().keySet())
        .containsExactly("weight", "bias", "running_mean", "running_var", "num_batches_tracked");
    assertThat(layer.weight().dtype()).isEqualTo(DType.FLOAT64);
  }

  @Test
  void refusesOtherShapes() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new BatchNorm2d(3).forward(Tensor.ones(3, 4, 4)))
        .withMessageContaining("(batch, channel, height, width)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new BatchNorm2d(3).forward(Tensor.ones(2, 4, 4, 4)))
        .withMessageContaining("with 3 channels, got (2, 4, 4, 4)");
  }
}
